package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.form.FenceCodec;
import dev.parley.platform.postgres.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/// The rows of `fence`. They are written under the lock of the thread's head.
public final class FenceTable {

    static final String FIND = "select thread_id, version, payload from fence where thread_id = any (?)";

    private FenceTable() {}

    public static List<Fence> find(Connection connection, Collection<ThreadId> threads) throws SQLException {
        try (var query = connection.prepareStatement(FIND)) {
            query.setObject(1, Columns.texts(threads, ThreadId::value));
            return Rows.list(
                    query,
                    row -> FenceCodec.toFence(
                            new ThreadId(row.getString("thread_id")), row.getLong("version"), row.getBytes("payload")));
        }
    }
}
