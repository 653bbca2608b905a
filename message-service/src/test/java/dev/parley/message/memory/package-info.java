/// The engine in memory: the ports as simply as they can be, under the same contracts as the real one. Rules are
/// tested against it.
@NullMarked
package dev.parley.message.memory;

import org.jspecify.annotations.NullMarked;
