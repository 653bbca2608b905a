package dev.parley.inbox.postgres;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.row.InboxRow;
import dev.parley.inbox.row.RowChange;
import dev.parley.inbox.row.ThreadSummary;
import dev.parley.platform.postgres.SqlArrays;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// The columns of a row as it is shown, and how to read them.
final class RowSql {

    /// The columns of `inbox_place p`, `thread_state t` and `inbox_row r`.
    static final String COLUMNS = """
            p.thread_id, p.folders, p.pin_rank, p.activity_time, p.unread, p.as_of, p.revision,
            t.form, t.kind, t.subject, t.first_participants, t.participant_count,
            t.head_sequence, t.head_ordinal, t.message_id, t.hidden_ordinals, t.hidden_stamps,
            r.join_version, r.read_sequence, r.read_ordinal, r.cursor_version, r.cursor_join_version,
            r.hidden_ordinals as own_ordinals, r.hidden_stamps as own_stamps
            """;

    /// Joins both to the places by primary key.
    static final String JOINS = """
            left join thread_state t on t.thread_id = p.thread_id
            left join inbox_row r on r.user_id = p.user_id and r.thread_id = p.thread_id
            """;

    private RowSql() {}

    static InboxRow toRow(UserId user, ResultSet row) throws SQLException {
        return new InboxRow(
                user,
                toSummary(row),
                RowTable.toState(row, "own_ordinals", "own_stamps"),
                PlaceTable.toPlacement(row),
                row.getLong("revision"));
    }

    static RowChange<InboxRow> toChange(UserId user, ResultSet row) throws SQLException {
        boolean removed = row.getInt("folders") == 0;
        return new RowChange<>(
                row.getLong("revision"),
                new ThreadId(row.getString("thread_id")),
                removed ? Optional.empty() : Optional.of(toRow(user, row)));
    }

    private static ThreadSummary toSummary(ResultSet row) throws SQLException {
        return new ThreadSummary(
                new ThreadId(row.getString("thread_id")),
                row.getInt("form"),
                row.getInt("kind"),
                row.getString("subject"),
                ParticipantColumn.read(SqlArrays.texts(row, "first_participants")),
                row.getInt("participant_count"),
                row.getLong("head_sequence"),
                row.getLong("head_ordinal"),
                Optional.ofNullable(row.getString("message_id")).map(MessageId::new),
                HiddenColumns.read(row, "hidden_ordinals", "hidden_stamps"));
    }
}
