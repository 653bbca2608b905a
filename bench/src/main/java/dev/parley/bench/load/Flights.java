package dev.parley.bench.load;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/// The messages of one sender that are under way: when each was meant to start, and how many of its parts (the
/// acknowledgement, and each receipt that counts) are still missing. Safe for many threads.
final class Flights {

    /// How many may be under way at once.
    static final int CAPACITY = 4096;

    private static final int MASK = CAPACITY - 1;

    private final AtomicLongArray started = new AtomicLongArray(CAPACITY);
    private final AtomicIntegerArray missing = new AtomicIntegerArray(CAPACITY);

    /// A message starts. Returns false when the one that is [#CAPACITY] older is still under way.
    boolean begin(long number, long nanos, int parts) {
        int at = (int) number & MASK;
        if (missing.get(at) > 0) {
            return false;
        }
        started.lazySet(at, nanos);
        missing.set(at, parts);
        return true;
    }

    /// When a message was meant to start, in nanoseconds of the clock that [#begin] was given.
    long started(long number) {
        return started.get((int) number & MASK);
    }

    /// A part of a message has arrived. Returns whether it was the last.
    boolean arrive(long number) {
        return missing.decrementAndGet((int) number & MASK) == 0;
    }

    /// Nothing more is expected of a message.
    void abandon(long number) {
        missing.set((int) number & MASK, 0);
    }
}
