/// Consistency tokens: how far the stores were when a write was acknowledged, for the reads that follow it.
@NullMarked
package dev.parley.platform.consistency;

import org.jspecify.annotations.NullMarked;
