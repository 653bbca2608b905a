/// What a block between two users does to their threads.
@NullMarked
package dev.parley.thread.block;

import org.jspecify.annotations.NullMarked;
