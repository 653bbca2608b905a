/// The effects of a block between two users on their threads.
@NullMarked
package dev.parley.thread.block;

import org.jspecify.annotations.NullMarked;
