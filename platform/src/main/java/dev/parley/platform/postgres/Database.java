package dev.parley.platform.postgres;

import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The PostgreSQL database of one service, reached through a pool of its own.
///
/// A store that can not be reached becomes `StoreUnavailable`, at the latest after the pool's connection timeout; one
/// that hangs, four seconds after the statement. After a failed commit the outcome is unknown: callers repeat with the
/// same request id.
public final class Database {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int ATTEMPTS = 5;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /// It leaves a caller room for an answer within five seconds, and covers any wait for a lock.
    private static final int ANSWER_MILLIS = 4000;

    private final DataSource dataSource;

    /// Uses a pool whose connections come in autocommit mode.
    public Database(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// Runs the work in one transaction (read committed) and commits it; whatever the work throws rolls it back. A
    /// serialization failure or a deadlock runs the work again, up to five times in all, and then is
    /// `StoreUnavailable`: it must have no effects beside the transaction's.
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

    /// Runs work that only reads, each statement on its own.
    public <T> T read(SqlFunction<Connection, T> work) {
        try (Connection connection = borrow()) {
            return work.apply(connection);
        } catch (SQLException failure) {
            throw translate(failure);
        }
    }

    /// The pool itself, for code that keeps a connection or drives its own transactions, and limits by itself how long
    /// it waits for an answer.
    public DataSource dataSource() {
        return dataSource;
    }

    /// What a failure of JDBC is to a caller: `StoreUnavailable` as a problem, where a repeat may succeed, or a fault.
    public static RuntimeException translate(SQLException failure) {
        if (SqlStates.isUnavailable(failure) || SqlStates.isConflict(failure)) {
            LOG.debug("The store can not do it now", failure);
            return new StoreUnavailable(RETRY_AFTER).exception();
        }
        return new UncheckedSqlException(failure);
    }

    private <T> T once(SqlFunction<Connection, T> work) throws SQLException {
        try (Connection connection = borrow()) {
            connection.setAutoCommit(false);
            try {
                T result = work.apply(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error failure) {
                rollback(connection, failure);
                throw failure;
            }
        }
    }

    /// The limit is set for each use: the pool takes away what the driver was told, and what was set here on return,
    /// so that a migration may take as long as it needs.
    private Connection borrow() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
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
