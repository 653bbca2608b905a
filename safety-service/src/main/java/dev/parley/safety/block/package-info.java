/// Blocks: who blocks whom, how a block comes into force and ends, and between which users one stands.
@NullMarked
package dev.parley.safety.block;

import org.jspecify.annotations.NullMarked;
