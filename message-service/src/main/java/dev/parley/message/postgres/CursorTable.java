package dev.parley.message.postgres;

import dev.parley.id.UserId;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.Cursor.Epoch;
import dev.parley.message.receipt.CursorRow;
import dev.parley.message.receipt.CursorRow.Send;
import dev.parley.platform.postgres.SqlTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// Reads the rows of `cursor`.
public final class CursorTable {

    private CursorTable() {}

    /// Reads a cursor from a row that includes its user.
    public static Cursor read(ResultSet row) throws SQLException {
        return read(row, user(row));
    }

    static UserId user(ResultSet row) throws SQLException {
        return new UserId(row.getString("user_id"));
    }

    private static Cursor read(ResultSet row, UserId user) throws SQLException {
        return new Cursor(
                user,
                row.getLong("read_sequence"),
                row.getLong("read_ordinal"),
                SqlTime.get(row, "read_time"),
                new Epoch(row.getLong("epoch"), row.getLong("join_version"), row.getLong("join_sequence")),
                row.getLong("delivered_sequence"));
    }

    /// Reads the columns of [CursorSql#ROW].
    public static CursorRow row(ResultSet row, UserId user) throws SQLException {
        return new CursorRow(
                read(row, user),
                SqlTime.get(row, "window_time"),
                row.getLong("epoch_sequence"),
                row.getLong("advance_sequence"),
                SqlTime.get(row, "advance_time"));
    }

    /// Reads the user's newest send that is not folded from the columns of [CursorSql#ROW].
    public static Optional<Send> newest(ResultSet row, UserId user) throws SQLException {
        long sequence = row.getLong("sent_sequence");
        return sequence == 0
                ? Optional.empty()
                : Optional.of(new Send(user, sequence, row.getLong("sent_ordinal"), SqlTime.get(row, "sent_time")));
    }
}
