package dev.parley.e2e.replica;

import dev.parley.platform.testing.TestPostgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Counts the sessions of a database several times a second.
final class Sessions implements AutoCloseable {

    private static final Duration PACE = Duration.ofMillis(250);

    private static final String COUNT = """
            select count(*), count(*) filter (where state like 'idle in transaction%' and now() - state_change > '1 s'),
                coalesce(extract(epoch from max(clock_timestamp() - state_change)
                    filter (where state like 'idle in transaction%')) * 1000, 0)::bigint,
                coalesce(extract(epoch from max(clock_timestamp() - query_start)
                    filter (where state = 'active')) * 1000, 0)::bigint
            from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
            """;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Connection connection;
    private final PreparedStatement query;
    private Counts now = new Counts(0, 0, 0);
    private Counts most = now;
    private int held;
    private boolean holding;

    /// @param sessions how many sessions there are
    /// @param idleMillis for how long one has been waiting for the next statement of its transaction
    /// @param activeMillis for how long a statement has been running
    record Counts(int sessions, long idleMillis, long activeMillis) {

        private Counts max(Counts other) {
            return new Counts(
                    Math.max(sessions, other.sessions),
                    Math.max(idleMillis, other.idleMillis),
                    Math.max(activeMillis, other.activeMillis));
        }
    }

    Sessions(TestDatabase database) throws SQLException {
        connection = database.connect();
        query = connection.prepareStatement(COUNT);
        timer.scheduleWithFixedDelay(this::count, 0, PACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void count() {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            boolean holds = row.getInt(2) > 0;
            held += holds && !holding ? 1 : 0;
            holding = holds;
            now = new Counts(row.getInt(1), row.getLong(3), row.getLong(4));
            most = most.max(now);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// Returns the newest counts.
    synchronized Counts now() {
        return now;
    }

    /// Returns the greatest counts so far.
    synchronized Counts most() {
        return most;
    }

    /// Returns how often a session was seen that had stopped inside a transaction for more than a second.
    synchronized int held() {
        return held;
    }

    @Override
    public void close() throws SQLException {
        timer.shutdownNow();
        synchronized (this) {
            connection.close();
        }
    }
}
