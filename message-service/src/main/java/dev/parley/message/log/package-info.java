/// The log of each thread: frames, heads, and the port to the store.
@NullMarked
package dev.parley.message.log;

import org.jspecify.annotations.NullMarked;
