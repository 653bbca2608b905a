package dev.parley.platform.feed;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one task on one thread at a time, again whenever it is woken. This makes it safe for any thread to
/// wake a stream. A wake while the task runs makes it run once more, so none is lost. No exception of the
/// task or the executor stops a pump or reaches the waking thread.
public final class Pump {

    private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
    private static final long SELDOM_NANOS = Duration.ofMillis(20).toNanos();

    private final Executor executor;
    private final Runnable task;
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile long lastHere = System.nanoTime() - SELDOM_NANOS;

    /// Creates a pump for a task. A task that throws runs again at the next wake.
    public Pump(Executor executor, Runnable task) {
        this.executor = executor;
        this.task = task;
    }

    /// Runs the task soon, unless it is already scheduled. Cheap.
    public void wake() {
        if (wakes.getAndIncrement() == 0) {
            execute();
        }
    }

    /// Does what can be done immediately on the calling thread, and leaves the rest to the task, so that an
    /// infrequent wake waits for no other thread. If wakes follow each other quickly, the task runs as after
    /// [#wake] and handles several at once, which is then cheaper.
    ///
    /// @param quick does not block, and returns whether it did all that there was to do; if it throws, it did
    /// not
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
            execute();
        }
    }

    /// The task tries the same again, and gets the same failure in a place where it can handle it.
    private static boolean isDone(BooleanSupplier quick) {
        try {
            return quick.getAsBoolean();
        } catch (Throwable left) {
            return false;
        }
    }

    /// If no thread is available, the wakes so far are discarded, so that the next one tries again.
    private void execute() {
        try {
            executor.execute(this::run);
        } catch (Throwable refused) {
            wakes.set(0);
            LOG.warn("No thread for a stream, will retry at its next wake: {}", refused.toString());
        }
    }

    private void run() {
        int seen;
        do {
            seen = wakes.get();
            try {
                task.run();
            } catch (Throwable fault) {
                LOG.error("The task of a stream failed", fault);
            }
        } while (wakes.addAndGet(-seen) != 0);
    }
}
