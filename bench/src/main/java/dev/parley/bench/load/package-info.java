/// The building blocks of every scenario: senders, feeds, open and closed loops, histograms, and the check
/// that no message was lost, duplicated or reordered.
@NullMarked
package dev.parley.bench.load;

import org.jspecify.annotations.NullMarked;
