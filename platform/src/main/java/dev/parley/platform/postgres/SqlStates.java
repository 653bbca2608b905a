package dev.parley.platform.postgres;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;

/// Classifies the SQL states of PostgreSQL by their meaning for a caller.
final class SqlStates {

    private static final String READ_ONLY = "25006";
    private static final String IDLE_TOO_LONG = "25P03";
    private static final String LOCKED_TOO_LONG = "55P03";

    /// Connection lost or refused; out of connections, memory or disk; shut down, starting or cancelled;
    /// read-only after a failover; ended in the middle of a transaction because we were idle; locked by
    /// another session; disk failure.
    private static final List<String> UNAVAILABLE =
            List.of("08", "53", "57P0", "57014", READ_ONLY, IDLE_TOO_LONG, LOCKED_TOO_LONG, "58");

    private SqlStates() {}

    /// A failure without a state comes from the pool: the connection broke while it was in use.
    static boolean isUnavailable(SQLException failure) {
        return failure.getSQLState() == null
                || failure instanceof SQLTransientConnectionException
                || failure instanceof SQLNonTransientConnectionException
                || failure instanceof SQLRecoverableException
                || UNAVAILABLE.stream().anyMatch(state(failure)::startsWith);
    }

    /// Whether the connection itself is unusable, though it may seem alive: its server accepts no writes now,
    /// or its session has ended.
    static boolean isOfNoUse(SQLException failure) {
        String state = state(failure);
        return state.equals(READ_ONLY) || state.equals(IDLE_TOO_LONG);
    }

    /// A serialization failure or a deadlock: the same work may succeed when it runs again.
    static boolean isConflict(SQLException failure) {
        String state = state(failure);
        return state.equals("40001") || state.equals("40P01");
    }

    private static String state(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "" : state;
    }
}
