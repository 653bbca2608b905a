package dev.parley.platform.feed;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Runs one task on one thread at a time, again after each wake. So any thread may wake a stream. A wake while the
/// task runs makes it run once more, so none is lost.
public final class Pump {

    private static final long SELDOM_NANOS = Duration.ofMillis(20).toNanos();

    private final Executor executor;
    private final Runnable task;
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile long lastHere = System.nanoTime() - SELDOM_NANOS;

    /// A pump of a task. The task must not throw.
    public Pump(Executor executor, Runnable task) {
        this.executor = executor;
        this.task = task;
    }

    /// Lets the task run soon, unless it already will. Cheap.
    public void wake() {
        if (wakes.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    /// Does the quick part on the calling thread, and lets the task do the rest. So a rare wake waits for no other
    /// thread. When wakes come in quick succession, the task runs as after [#wake] and takes several at once, which
    /// is cheaper then.
    ///
    /// @param quick does not block, and tells whether it did all that there was to do; when it throws, it did not
    public void wakeHere(BooleanSupplier quick) {
        long now = System.nanoTime();
        boolean seldom = now - lastHere > SELDOM_NANOS;
        lastHere = now;
        if (!seldom) {
            wake();
            return;
        }
        if (wakes.getAndIncrement() != 0) {
            return;
        }
        if (!isDone(quick) || !wakes.compareAndSet(1, 0)) {
            executor.execute(this::run);
        }
    }

    private static boolean isDone(BooleanSupplier quick) {
        try {
            return quick.getAsBoolean();
        } catch (RuntimeException left) {
            return false;
        }
    }

    private void run() {
        int seen;
        do {
            seen = wakes.get();
            task.run();
        } while (wakes.addAndGet(-seen) != 0);
    }
}
