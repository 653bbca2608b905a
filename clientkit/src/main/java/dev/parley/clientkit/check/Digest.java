package dev.parley.clientkit.check;

import java.util.concurrent.atomic.LongAdder;

/// A set of messages at their positions, as a count and a sum of hashes. Two digests are equal when the same
/// messages are at the same positions; the chance of an error is 2⁻⁶⁴. Safe for many threads.
public final class Digest {

    private final LongAdder sum = new LongAdder();
    private final LongAdder count = new LongAdder();

    /// Adds a message, known by its mark, at a position.
    public void add(long position, long mark) {
        sum.add(mix(position * 0x9E3779B97F4A7C15L ^ mix(mark)));
        count.increment();
    }

    /// How many messages there are.
    public long count() {
        return count.sum();
    }

    /// Whether both hold the same. Only meaningful while no thread adds.
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
