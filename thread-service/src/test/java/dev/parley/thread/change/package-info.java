/// Tests of the changes of a thread.
@NullMarked
package dev.parley.thread.change;

import org.jspecify.annotations.NullMarked;
