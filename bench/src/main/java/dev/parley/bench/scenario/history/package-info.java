/// Loads that read histories.
@NullMarked
package dev.parley.bench.scenario.history;

import org.jspecify.annotations.NullMarked;
