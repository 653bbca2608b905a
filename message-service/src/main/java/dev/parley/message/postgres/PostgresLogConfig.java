package dev.parley.message.postgres;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// The settings of the log on PostgreSQL, under `parley.message.postgres`.
///
/// @param lanes how many batches are written at the same time, 1 to 8; each keeps one connection of the
///                        pool. There is no benefit beyond the number of cores.
/// @param batchMax how many sends are written together at most, 1 to 1,000
/// @param queueBound how many sends may wait in a lane, 1 to 1,000,000; any further one fails with
///                        `StoreUnavailable`
/// @param responseTimeout how long the database may take to respond to a batch, 100 ms to 1 minute; then the
///                        connection is dropped. A batch that has taken less than two seconds by then is
///                        retried on another connection
@ConfigurationProperties("parley.message.postgres")
public record PostgresLogConfig(
        @Bindable(defaultValue = "2") int lanes,
        @Bindable(defaultValue = "256") int batchMax,
        @Bindable(defaultValue = "20000") int queueBound,
        @Bindable(defaultValue = "2s") Duration responseTimeout) {

    private static final int MOST_LANES = 8;
    private static final int MOST_SENDS = 1_000;
    private static final int MOST_WAITING = 1_000_000;
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

    /// Throws `IllegalArgumentException` for a setting that is out of bounds.
    public PostgresLogConfig {
        check("lanes", lanes, MOST_LANES);
        check("batch-max", batchMax, MOST_SENDS);
        check("queue-bound", queueBound, MOST_WAITING);
        if (responseTimeout.compareTo(SHORTEST_TIMEOUT) < 0 || responseTimeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("parley.message.postgres.response-timeout must be from 100ms to 1m");
        }
    }

    private static void check(String key, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("parley.message.postgres." + key + " must be from 1 to " + most);
        }
    }
}
