package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.thread.roster.HiddenSenders;
import java.sql.Connection;
import java.sql.SQLException;

/// The statement on what a thread hides. Few threads hide anything, so it is not among the columns that each
/// change writes.
final class HiddenColumn {
    private static final String UPDATE = "update thread set hidden_senders = ? where thread_id = ?";

    private HiddenColumn() {}

    /// Stores what differs.
    static void update(Connection connection, ThreadId thread, HiddenSenders before, HiddenSenders after)
            throws SQLException {
        if (before.equals(after)) {
            return;
        }
        try (var update = connection.prepareStatement(UPDATE)) {
            update.setBytes(1, after.isEmpty() ? null : after.toBytes());
            update.setString(2, thread.value());
            update.executeUpdate();
        }
    }
}
