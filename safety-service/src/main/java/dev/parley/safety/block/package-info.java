/// Blocks: who blocks whom, how a block is enforced and ended, and which pairs of users have one.
@NullMarked
package dev.parley.safety.block;

import org.jspecify.annotations.NullMarked;
