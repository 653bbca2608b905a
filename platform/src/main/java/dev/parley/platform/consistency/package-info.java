/// Consistency tokens: the positions of the stores when a write was acknowledged, for later reads.
@NullMarked
package dev.parley.platform.consistency;

import org.jspecify.annotations.NullMarked;
