package dev.parley.platform.feed;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes all streams of a process may keep of pages that their readers have not taken yet.
final class RestBudget {

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    RestBudget(long most) {
        this.most = most;
    }

    /// A thirty-second of the heap.
    static RestBudget ofThisProcess() {
        return new RestBudget(Runtime.getRuntime().maxMemory() / 32);
    }

    /// Takes bytes out of the budget. Returns whether there were as many.
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
