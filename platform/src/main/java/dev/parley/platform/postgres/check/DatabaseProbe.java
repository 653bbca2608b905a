package dev.parley.platform.postgres.check;

import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.OwnSession;
import io.micronaut.context.annotation.EachBean;
import jakarta.annotation.PreDestroy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the database of a service, on a separate session, whether it responds and accepts writes. A pool without
/// a free connection is busy, not down.
@EachBean(Database.class)
final class DatabaseProbe {

    /// What a database said.
    enum Answer {
        /// It does not respond.
        NONE,
        /// It responds and accepts no writes, for example because it is a standby.
        READ_ONLY,
        /// It responds and accepts writes.
        WRITABLE
    }

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseProbe.class);
    private static final int ANSWER_SECONDS = 1;

    /// No answer takes seconds, so the checks of one round share it.
    private static final long SHARED_NANOS = 500_000_000;

    private final Database database;
    private @Nullable Connection own;
    private long silentAt = System.nanoTime() - SHARED_NANOS;

    DatabaseProbe(Database database) {
        this.database = database;
    }

    /// Returns the current answer. Takes about three seconds at most.
    synchronized Answer ask() {
        if (System.nanoTime() - silentAt < SHARED_NANOS) {
            return Answer.NONE;
        }
        Answer answer = answer();
        if (answer == Answer.NONE) {
            silentAt = System.nanoTime();
        }
        return answer;
    }

    private Answer answer() {
        try {
            if (own == null || !own.isValid(ANSWER_SECONDS)) {
                close();
                own = OwnSession.open(database, null, null);
            }
            return isReadOnly(own) ? Answer.READ_ONLY : Answer.WRITABLE;
        } catch (SQLException unreachable) {
            close();
            return Answer.NONE;
        }
    }

    /// A standby is in recovery, and then every transaction is read-only, as with
    /// `default_transaction_read_only`.
    private static boolean isReadOnly(Connection session) throws SQLException {
        try (Statement show = session.createStatement();
                ResultSet row = show.executeQuery("show transaction_read_only")) {
            return row.next() && row.getString(1).equals("on");
        }
    }

    /// Drops the session.
    @PreDestroy
    synchronized void close() {
        Connection ended = own;
        own = null;
        try {
            if (ended != null) {
                ended.close();
            }
        } catch (SQLException broken) {
            LOG.debug("The connection is gone anyway", broken);
        }
    }
}
