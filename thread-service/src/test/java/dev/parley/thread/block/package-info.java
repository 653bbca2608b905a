/// Tests of the effects of blocks.
@NullMarked
package dev.parley.thread.block;

import org.jspecify.annotations.NullMarked;
