/// The parts of a connection pool that calls may use at once, fair by user.
@NullMarked
package dev.parley.platform.share;

import org.jspecify.annotations.NullMarked;
