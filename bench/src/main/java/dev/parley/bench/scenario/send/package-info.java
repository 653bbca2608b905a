/// Loads that send: rates, latencies and fan-out.
@NullMarked
package dev.parley.bench.scenario.send;

import org.jspecify.annotations.NullMarked;
