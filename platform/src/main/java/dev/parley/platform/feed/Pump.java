package dev.parley.platform.feed;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one task on one thread at a time, again whenever it was woken: this makes a stream safe to be woken by
/// any thread. A wake that comes while the task runs makes it run once more, so none is lost. Nothing that the
/// task or the executor throws stops a pump, or reaches the thread that wakes it.
public final class Pump {

    private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
    private static final long SELDOM_NANOS = Duration.ofMillis(20).toNanos();

    private final Executor executor;
    private final Runnable task;
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile long lastHere = System.nanoTime() - SELDOM_NANOS;

    /// A pump of a task. A task that throws runs again at the next wake.
    public Pump(Executor executor, Runnable task) {
        this.executor = executor;
        this.task = task;
    }

    /// Lets the task run soon, unless it already will. Cheap.
    public void wake() {
        if (wakes.getAndIncrement() == 0) {
            execute();
        }
    }

    /// Does what can be done at once on the calling thread, and lets the task run for the rest: a seldom wake
    /// then waits for no other thread. Where wakes follow each other quickly, the task runs as after [#wake],
    /// and takes several at once, which is the cheaper way then.
    ///
    /// @param quick does not block, and returns whether it did all that there was to do; when it throws, it did
    ///              not
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

    /// The task tries the same again, and meets the same failure where it can answer it.
    private static boolean isDone(BooleanSupplier quick) {
        try {
            return quick.getAsBoolean();
        } catch (Throwable left) {
            return false;
        }
    }

    /// Where no thread can be had, the wakes so far are forgotten, so that the next one tries again.
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
