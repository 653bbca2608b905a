package dev.parley.platform.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Times in columns: `timestamptz`, exact to the microsecond. Finer digits are truncated and not rounded, so
/// that no time is stored as a later one.
public final class SqlTime {

    private SqlTime() {}

    /// Returns the time as a column stores it.
    public static Instant stored(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    /// Sets a parameter; null stays null.
    public static void set(PreparedStatement statement, int parameter, @Nullable Instant time) throws SQLException {
        if (time == null) {
            statement.setNull(parameter, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            statement.setObject(parameter, stored(time).atOffset(ZoneOffset.UTC));
        }
    }

    /// Reads a column that is never null.
    public static Instant get(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /// Reads a column that is never null, by its position.
    public static Instant get(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /// Reads a column that may be null.
    public static @Nullable Instant getNullable(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
