/// The means of every scenario: senders, feeds, open and closed loops, histograms, and the check that nothing was
/// lost, doubled or reordered.
@NullMarked
package dev.parley.bench.load;

import org.jspecify.annotations.NullMarked;
