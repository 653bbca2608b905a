package dev.parley.message.postgres;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Frame;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The rows of `frame`.
final class FrameTable {

    static final int TEXT = 1;
    static final int JOINED = 2;
    static final int LEFT = 3;

    static final int SCREENED = 0;
    static final int UNSCREENED = 1;
    static final int REFUSED = 2;

    /// What [#read] needs of a row of `frame f`.
    static final String COLUMNS =
            "f.thread_id, f.sequence, f.ordinal, f.create_time, f.kind, f.screening, f.message_id, f.sender_id, f.body,"
                    + " f.reply_to, f.user_ids";

    private FrameTable() {}

    static Frame read(ResultSet row) throws SQLException {
        return new Frame(
                new ThreadId(row.getString("thread_id")),
                row.getLong("sequence"),
                row.getLong("ordinal"),
                new MessageId(row.getString("message_id")),
                row.getTimestamp("create_time").toInstant(),
                content(row));
    }

    private static Frame.Content content(ResultSet row) throws SQLException {
        int kind = row.getInt("kind");
        return switch (kind) {
            case TEXT ->
                new Frame.Text(
                        new UserId(row.getString("sender_id")),
                        row.getString("body"),
                        Optional.ofNullable(row.getString("reply_to")).map(MessageId::new),
                        row.getInt("screening") != UNSCREENED);
            case JOINED -> new Frame.Joined(users(row));
            case LEFT -> new Frame.Left(users(row));
            default -> throw new IllegalStateException("Frame of unknown kind " + kind);
        };
    }

    private static List<UserId> users(ResultSet row) throws SQLException {
        return Arrays.stream((String[]) row.getArray("user_ids").getArray())
                .map(UserId::new)
                .toList();
    }
}
