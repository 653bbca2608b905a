package dev.parley.platform.postgres;

import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// The part of a pool that work of one kind may use at once: half of the connections, and at least one. However
/// long that work hangs or waits, the other half is left for the rest of the service.
public final class ConnectionShare {

    /// As long as for a connection of the pool.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /// About as many wait at most. Each of them holds a call and nothing else.
    private static final int MOST_WAITING = 1_000;

    private static final Context.Key<Boolean> OF_READER = Context.key("parley-reader");

    private final Semaphore free;
    private final AtomicLong refused = new AtomicLong();

    ConnectionShare(int poolSize) {
        free = new Semaphore(Math.max(1, poolSize / 2), true);
    }

    /// Runs work that uses one connection. Throws `StoreUnavailable` if no connection of the share is free
    /// within two seconds or by the caller's deadline, or at once if 1,000 others wait already. Work in a reader's
    /// context waits until its deadline. Must not be called within such work.
    public <T> T within(Supplier<T> work) {
        if (!await()) {
            refused.incrementAndGet();
            throw new StoreUnavailable(RETRY_AFTER).exception();
        }
        try {
            return work.get();
        } finally {
            free.release();
        }
    }

    /// Returns a context in which everything that is read without a transaction is read within the share, also what
    /// other work reads without it.
    public static Context ofReader(Context context) {
        return context.withValue(OF_READER, true);
    }

    static boolean isOfReader() {
        return Boolean.TRUE.equals(OF_READER.get());
    }

    private boolean await() {
        try {
            return free.tryAcquire(0, TimeUnit.NANOSECONDS)
                    || free.getQueueLength() < MOST_WAITING && free.tryAcquire(patience(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// A read of a feed has a deadline of its own, and its reader waits longer than a call.
    private static long patience() {
        Deadline deadline = Context.current().getDeadline();
        if (deadline == null) {
            return PATIENCE.toNanos();
        }
        long remaining = deadline.timeRemaining(TimeUnit.NANOSECONDS);
        return isOfReader() ? remaining : Math.min(PATIENCE.toNanos(), remaining);
    }

    /// Returns how often work found no connection.
    long refused() {
        return refused.get();
    }
}
