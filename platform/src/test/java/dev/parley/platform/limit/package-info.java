@NullMarked
package dev.parley.platform.limit;

import org.jspecify.annotations.NullMarked;
