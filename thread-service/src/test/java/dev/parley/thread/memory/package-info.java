/// The stores of the thread service in memory.
@NullMarked
package dev.parley.thread.memory;

import org.jspecify.annotations.NullMarked;
