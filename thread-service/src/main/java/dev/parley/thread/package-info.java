/// The thread service: who talks to whom, and who may.
@NullMarked
package dev.parley.thread;

import org.jspecify.annotations.NullMarked;
