package dev.parley.platform.postgres;

import java.sql.SQLException;

/// A failure of a statement that no caller can act on: an internal error.
public final class UncheckedSqlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Wraps the failure. The message contains only the SQL state, because the driver's own text may contain
    /// values of rows.
    public UncheckedSqlException(SQLException cause) {
        super("SQL state " + cause.getSQLState(), cause);
    }

    /// Returns the SQL state, such as `23505`; empty if the driver gave none.
    public String sqlState() {
        return getCause() instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
    }
}
