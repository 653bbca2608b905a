/// Tests of the steps from one state of a thread to the next.
@NullMarked
package dev.parley.thread.change;

import org.jspecify.annotations.NullMarked;
