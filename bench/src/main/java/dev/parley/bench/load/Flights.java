package dev.parley.bench.load;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/// The messages of one sender that are in flight. For each message, records its intended start and how many
/// of its parts are still missing: the acknowledgement, and each receipt that counts. Thread-safe.
final class Flights {

    /// The maximum number of messages in flight.
    static final int CAPACITY = 4096;

    private static final int MASK = CAPACITY - 1;

    private final AtomicLongArray started = new AtomicLongArray(CAPACITY);
    private final AtomicIntegerArray missing = new AtomicIntegerArray(CAPACITY);

    /// Starts a message. Returns false if the message that is [#CAPACITY] older is still in flight.
    boolean begin(long number, long nanos, int parts) {
        int at = (int) number & MASK;
        if (missing.get(at) > 0) {
            return false;
        }
        started.lazySet(at, nanos);
        missing.set(at, parts);
        return true;
    }

    /// Returns the intended start of a message, in nanoseconds of the clock that [#begin] was given.
    long started(long number) {
        return started.get((int) number & MASK);
    }

    /// Records that a part of a message has arrived. Returns whether it was the last.
    boolean arrive(long number) {
        return missing.decrementAndGet((int) number & MASK) == 0;
    }

    /// Stops waiting for a message.
    void abandon(long number) {
        missing.set((int) number & MASK, 0);
    }
}
