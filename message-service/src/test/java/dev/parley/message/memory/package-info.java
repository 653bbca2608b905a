/// The in-memory engine: the simplest implementation of the ports, under the same contracts as the real one.
/// Rules are tested against it.
@NullMarked
package dev.parley.message.memory;

import org.jspecify.annotations.NullMarked;
