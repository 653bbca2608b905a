package dev.parley.clientkit.check;

import java.util.concurrent.atomic.LongAdder;

/// A set of messages at their positions, stored as a count and a sum of hashes. Two digests are equal if the
/// same messages are at the same positions; the probability of an error is 2⁻⁶⁴. Thread-safe.
public final class Digest {

    private final LongAdder sum = new LongAdder();
    private final LongAdder count = new LongAdder();

    /// Adds a message, identified by its mark, at a position.
    public void add(long position, long mark) {
        sum.add(mix(position * 0x9E3779B97F4A7C15L ^ mix(mark)));
        count.increment();
    }

    /// Returns the number of messages.
    public long count() {
        return count.sum();
    }

    /// Whether both contain the same messages. Only meaningful while no thread adds.
    public boolean same(Digest other) {
        return count() == other.count() && sum.sum() == other.sum.sum();
    }

    /// The finalizer of SplitMix64.
    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
