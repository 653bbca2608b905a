/// Loads that move read cursors.
@NullMarked
package dev.parley.bench.scenario.receipt;

import org.jspecify.annotations.NullMarked;
