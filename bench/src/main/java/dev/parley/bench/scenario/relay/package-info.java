/// Backlogs of what the inbox has to be informed of.
@NullMarked
package dev.parley.bench.scenario.relay;

import org.jspecify.annotations.NullMarked;
