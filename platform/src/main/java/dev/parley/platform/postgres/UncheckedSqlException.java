package dev.parley.platform.postgres;

import java.sql.SQLException;

/// A failure of a statement that no caller can act on: a fault of ours.
public final class UncheckedSqlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Wraps the failure. The message names the SQL state only: the driver's own text may hold values of rows.
    public UncheckedSqlException(SQLException cause) {
        super("SQL state " + cause.getSQLState(), cause);
    }

    /// The SQL state, such as `23505`; empty when the driver gave none.
    public String sqlState() {
        return getCause() instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
    }
}
