/// Tests of opening threads.
@NullMarked
package dev.parley.thread.open;

import org.jspecify.annotations.NullMarked;
