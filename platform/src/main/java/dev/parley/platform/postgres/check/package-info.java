/// What health says about the databases of this process.
@NullMarked
package dev.parley.platform.postgres.check;

import org.jspecify.annotations.NullMarked;
