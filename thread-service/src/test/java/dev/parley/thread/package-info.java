/// The thread service as its clients see it, over a real channel.
@NullMarked
package dev.parley.thread;

import org.jspecify.annotations.NullMarked;
