package dev.parley.message.feed;

import java.util.concurrent.atomic.AtomicLong;

/// The memory for the recent frames of all threads together. Each thread may exceed it by one frame.
final class FrameBudget {

    private static final int SHARE_OF_HEAP = 12;
    private static final int BYTES_OF_CHARACTER = 2;

    private final long most;
    private final AtomicLong used = new AtomicLong();

    /// @param most in characters
    FrameBudget(long most) {
        this.most = most;
    }

    /// Returns a budget of a twelfth of the heap.
    static FrameBudget ofThisProcess() {
        return new FrameBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / BYTES_OF_CHARACTER);
    }

    void take(long weight) {
        used.addAndGet(weight);
    }

    void give(long weight) {
        used.addAndGet(-weight);
    }

    boolean isExceeded() {
        return used.get() > most;
    }

    long used() {
        return used.get();
    }
}
