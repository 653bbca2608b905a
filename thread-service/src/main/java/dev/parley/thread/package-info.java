/// The thread service: who talks with whom, and who may.
@NullMarked
package dev.parley.thread;

import org.jspecify.annotations.NullMarked;
