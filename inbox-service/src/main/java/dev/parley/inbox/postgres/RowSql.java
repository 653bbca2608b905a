package dev.parley.inbox.postgres;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.folder.ThreadFacts;
import dev.parley.inbox.row.InboxRow;
import dev.parley.inbox.row.RowChange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/// The columns of an inbox row with those of its thread, and how they are read.
final class RowSql {

    /// Of `inbox_row r` and `thread_state t`.
    static final String COLUMNS = """
            r.thread_id, r.folder, t.form, t.kind, t.subject, t.create_time, t.archived, r.counterpart_id,
            r.unread_count, r.head_ordinal, r.read_sequence, r.head_sequence, r.activity_time, t.message_id,
            r.revision, r.removed
            """;

    private RowSql() {}

    static InboxRow toRow(ResultSet row) throws SQLException {
        return new InboxRow(
                new ThreadId(row.getString(1)),
                folder(row),
                facts(row),
                text(row, 8).map(UserId::new),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                time(row, 13),
                text(row, 14).map(MessageId::new),
                row.getLong(15));
    }

    static RowChange<InboxRow> toChange(ResultSet row) throws SQLException {
        boolean removed = row.getBoolean(16);
        return new RowChange<>(
                row.getLong(15), new ThreadId(row.getString(1)), removed ? Optional.empty() : Optional.of(toRow(row)));
    }

    private static Folder folder(ResultSet row) throws SQLException {
        return StoredEnums.folder(row.getInt(2));
    }

    private static ThreadFacts facts(ResultSet row) throws SQLException {
        return new ThreadFacts(
                StoredEnums.form(row.getInt(3)),
                StoredEnums.kind(row.getInt(4)),
                row.getString(5),
                time(row, 6),
                row.getBoolean(7));
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Optional<String> text(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).filter(text -> !text.isEmpty());
    }
}
