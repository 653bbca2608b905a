package dev.parley.safety.postgres;

import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The part of the connection pool that calls other than screening may use at once: half of the connections,
/// and at least one.
@Singleton
final class ConnectionShare {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Semaphore free;

    ConnectionShare(@Value("${datasources.safety.maximum-pool-size}") int poolSize) {
        free = new Semaphore(Math.max(1, poolSize / 2), true);
    }

    /// Runs work that uses one connection. Throws `StoreUnavailable` if no connection of the share is free
    /// within two seconds.
    <T> T within(Supplier<T> work) {
        try {
            if (!free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreUnavailable(RETRY_AFTER).exception();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable(RETRY_AFTER).exception();
        }
        try {
            return work.get();
        } finally {
            free.release();
        }
    }
}
