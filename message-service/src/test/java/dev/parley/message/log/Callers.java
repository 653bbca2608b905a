package dev.parley.message.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Callers on threads of their own. What one of them throws is a failure of the test, and a test that ends early
/// interrupts those who still run.
public final class Callers implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> begun = new ArrayList<>();

    /// Lets one more caller begin.
    public void begin(Callable<?> calls) {
        begun.add(threads.submit(calls));
    }

    /// Lets one more caller begin, who returns nothing.
    public void begin(Runnable calls) {
        begun.add(threads.submit(calls));
    }

    /// Waits until all have ended, for at most a minute. Throws what the first of them threw.
    public void awaitEnd() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Future<?> caller : begun) {
            try {
                caller.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException failed) {
                throw new AssertionError("A caller failed", failed.getCause());
            } catch (TimeoutException late) {
                throw new AssertionError("A caller does not end", late);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stop);
            }
        }
    }

    /// Does not wait: a caller that hangs must not hang the test.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
