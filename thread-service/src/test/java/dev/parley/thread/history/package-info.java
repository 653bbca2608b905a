/// Tests of the history of threads.
@NullMarked
package dev.parley.thread.history;

import org.jspecify.annotations.NullMarked;
