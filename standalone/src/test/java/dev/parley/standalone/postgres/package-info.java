@NullMarked
package dev.parley.standalone.postgres;

import org.jspecify.annotations.NullMarked;
