/// Counters, timers and traces of each RPC.
@NullMarked
package dev.parley.platform.telemetry;

import org.jspecify.annotations.NullMarked;
