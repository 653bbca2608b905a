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

/// Callers, each on its own thread. An exception of a caller fails the test, and a test that ends early
/// interrupts the callers that are still running.
public final class Callers implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> begun = new ArrayList<>();

    /// Starts one more caller.
    public void begin(Callable<?> calls) {
        begun.add(threads.submit(calls));
    }

    /// Starts one more caller, which returns nothing.
    public void begin(Runnable calls) {
        begun.add(threads.submit(calls));
    }

    /// Waits until all callers have finished, at most a minute. Throws the first exception of a caller.
    public void awaitEnd() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Future<?> caller : begun) {
            try {
                caller.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException failed) {
                throw new AssertionError("A caller failed", failed.getCause());
            } catch (TimeoutException late) {
                throw new AssertionError("A caller did not end in time", late);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stop);
            }
        }
    }

    /// Does not wait, because a caller that hangs must not hang the test.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
