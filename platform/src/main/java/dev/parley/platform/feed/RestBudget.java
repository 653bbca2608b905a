package dev.parley.platform.feed;

import java.util.concurrent.atomic.AtomicLong;

/// The maximum number of bytes that all streams of a process may keep of pages that their readers have not
/// taken yet.
final class RestBudget {

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    RestBudget(long most) {
        this.most = most;
    }

    /// Returns a budget of 1/32 of the heap.
    static RestBudget ofThisProcess() {
        return new RestBudget(Runtime.getRuntime().maxMemory() / 32);
    }

    /// Takes bytes from the budget. Returns whether enough were left.
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= most) {
            return true;
        }
        giveBack(bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
