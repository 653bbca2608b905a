package dev.parley.platform.outbox;

import dev.parley.platform.backlog.Backlog.Depth;
import dev.parley.platform.backlog.ParkedKey;
import dev.parley.platform.postgres.RowReader;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlTime;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Reads what backlogs show.
public final class BacklogQueries {

    private BacklogQueries() {}

    /// Returns the only row of a query: the number of parked keys, and the age of the oldest waiting update in
    /// milliseconds. An age below zero, by a clock that was set back, is zero.
    public static Depth depth(PreparedStatement query) throws SQLException {
        return Rows.one(query, row -> new Depth(row.getInt(1), Duration.ofMillis(Math.max(0, row.getLong(2)))));
    }

    /// Returns parked keys.
    ///
    /// @param key reads the key of a row, which also has the columns `version`, `parked_reason`, `failures` and
    /// `parked_time`
    public static List<ParkedKey> parked(PreparedStatement query, RowReader<String> key) throws SQLException {
        return Rows.list(
                query,
                row -> new ParkedKey(
                        key.read(row),
                        row.getLong("version"),
                        row.getString("parked_reason"),
                        row.getInt("failures"),
                        SqlTime.get(row, "parked_time")));
    }
}
