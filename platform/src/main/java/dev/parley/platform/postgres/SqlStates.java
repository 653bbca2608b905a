package dev.parley.platform.postgres;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;

/// What the SQL states of PostgreSQL mean to a caller.
final class SqlStates {

    /// Connection lost or refused; out of connections, memory or disk; shut down, starting or cancelled; read-only
    /// after a failover; the disk fails.
    private static final List<String> UNAVAILABLE = List.of("08", "53", "57P0", "57014", "25006", "58");

    private SqlStates() {}

    /// Only the pool fails without a state: the connection that it had lent broke meanwhile.
    static boolean isUnavailable(SQLException failure) {
        return failure.getSQLState() == null
                || failure instanceof SQLTransientConnectionException
                || failure instanceof SQLNonTransientConnectionException
                || failure instanceof SQLRecoverableException
                || UNAVAILABLE.stream().anyMatch(state(failure)::startsWith);
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
