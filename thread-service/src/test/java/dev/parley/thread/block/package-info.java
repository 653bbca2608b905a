/// Tests of what blocks do.
@NullMarked
package dev.parley.thread.block;

import org.jspecify.annotations.NullMarked;
