package dev.parley.platform.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.share.ReadShare;
import dev.parley.platform.share.WriteShare;
import io.grpc.Context;
import io.grpc.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The PostgreSQL database of one service, reached through its own pool.
///
/// A store that cannot be reached becomes `StoreUnavailable`, at the latest after the pool's connection
/// timeout. A statement or a lock wait that takes too long does so by the limits of the session (see
/// [SessionLimits]), and a store that hangs does so four seconds after the statement. After a failed commit
/// the outcome is unknown: callers retry with the same request id.
public final class Database {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int ATTEMPTS = 5;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final DataSource dataSource;
    private final Duration statementLimit;
    private final ReadShare reads;
    private final WriteShare writes;

    /// Uses a pool whose connections are in autocommit mode, with the default statement limit of sessions, and
    /// without bounds on the shares of calls.
    public Database(DataSource dataSource) {
        this(dataSource, SessionLimits.STATEMENT, Integer.MAX_VALUE);
    }

    /// Uses a pool of this size, whose sessions have this statement limit.
    Database(DataSource dataSource, Duration statementLimit, int poolSize) {
        this.dataSource = GuardedDataSource.of(dataSource);
        this.statementLimit = statementLimit;
        this.reads = new ReadShare(poolSize);
        this.writes = new WriteShare(poolSize);
    }

    /// Runs the work in one transaction (read committed) and commits it. An exception rolls it back. After a
    /// serialization failure or a deadlock the work runs again, up to five times in total; then it fails with
    /// `StoreUnavailable`. So the work must have no side effects outside the transaction.
    ///
    /// The deadline of the caller applies as well: no attempt begins after it, and if it is earlier than the
    /// statement limit, it is the limit of each statement.
    public <T> T transaction(SqlFunction<Connection, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (SQLException failure) {
                if (!SqlStates.isConflict(failure) || attempt == ATTEMPTS) {
                    throw translate(failure);
                }
                LOG.debug("Transaction conflict, attempt {}", attempt);
            }
            pause(attempt);
        }
    }

    /// Runs work outside of a transaction: each statement commits on its own. In a context of a reader it is a
    /// [#read].
    public <T> T withConnection(SqlFunction<Connection, T> work) {
        return ReadShare.isOfReader() ? read(work) : connected(work);
    }

    private <T> T connected(SqlFunction<Connection, T> work) {
        checkDeadline();
        try (Connection connection = dataSource.getConnection()) {
            return work.apply(connection);
        } catch (SQLException failure) {
            throw translate(failure);
        }
    }

    /// Runs a write of a call in one [#transaction], within the [#writes]: only one for each key uses a
    /// connection at a time. So a call that waits for a lock delays only calls with its key. Throws what
    /// [WriteShare#within] throws.
    public <T> T write(String user, String key, SqlFunction<Connection, T> work) {
        return writes.within(user, key, () -> transaction(work));
    }

    /// Does the same for work that waits for no lock which others can hold for long.
    public <T> T write(String user, SqlFunction<Connection, T> work) {
        return writes.within(user, null, () -> transaction(work));
    }

    /// Runs a read of a user on one connection of the [#reads]. Each statement sees its own snapshot. So reads
    /// that hang, or that are many, leave half of the pool for everything else.
    public <T> T read(SqlFunction<Connection, T> work) {
        return reads.within(() -> connected(work));
    }

    /// Returns the part of the pool for reads of users.
    public ReadShare reads() {
        return reads;
    }

    /// Returns the part of the pool for writes of calls.
    public WriteShare writes() {
        return writes;
    }

    /// Returns the guarded pool itself, for code that keeps a connection or manages its own transactions.
    public DataSource dataSource() {
        return dataSource;
    }

    /// Closes the connections of the pool for good.
    public void end() {
        try {
            dataSource.unwrap(HikariDataSource.class).close();
        } catch (SQLException otherPool) {
            LOG.debug("The pool is closed by its owner", otherPool);
        }
    }

    /// Runs a read of Micronaut Data, which wraps JDBC exceptions in several exception types, and throws what
    /// [#translate] makes of them.
    public static <T> T translated(Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException failure) {
            for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql) {
                    throw translate(sql);
                }
            }
            throw failure;
        }
    }

    /// Turns a JDBC failure into `StoreUnavailable` if a retry may succeed, otherwise into an internal error.
    public static RuntimeException translate(SQLException failure) {
        if (SqlStates.isUnavailable(failure) || SqlStates.isConflict(failure)) {
            LOG.debug("The store is unavailable", failure);
            return new StoreUnavailable(RETRY_AFTER).exception();
        }
        return new UncheckedSqlException(failure);
    }

    private <T> T once(SqlFunction<Connection, T> work) throws SQLException {
        checkDeadline();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                limit(connection);
                T result = work.apply(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error failure) {
                rollback(connection, failure);
                throw failure;
            }
        }
    }

    /// This costs a round trip, so it is skipped if the session's own limit is earlier.
    private void limit(Connection connection) throws SQLException {
        long left = millisLeft();
        if (left < statementLimit.toMillis()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local statement_timeout = " + Math.max(1, left));
            }
        }
    }

    private static void checkDeadline() {
        if (millisLeft() <= 0) {
            throw new StoreUnavailable(RETRY_AFTER).exception();
        }
    }

    private static long millisLeft() {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(TimeUnit.MILLISECONDS);
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException failure) {
            if (cause != failure) {
                cause.addSuppressed(failure);
            }
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextLong(1, 10L * attempt)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable(RETRY_AFTER).exception();
        }
    }
}
