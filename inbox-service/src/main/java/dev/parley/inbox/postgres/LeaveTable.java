package dev.parley.inbox.postgres;

import dev.parley.inbox.merge.Leave;
import dev.parley.inbox.merge.RowKey;
import dev.parley.platform.postgres.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Map.Entry;

/// The table `inbox_leave`.
final class LeaveTable {

    /// A leave is known by its join: what is merged later about the same one changes nothing.
    private static final String WRITE = """
            insert into inbox_leave as l (user_id, thread_id, version, sequence)
            select n.user_id, n.thread_id, n.version, n.sequence
            from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])
                as n (user_id, thread_id, joined, version, sequence)
            where not exists (
                select from inbox_leave k
                where k.user_id = n.user_id and k.thread_id = n.thread_id and k.version >= n.joined)
            on conflict (user_id, thread_id) do update set version = excluded.version, sequence = excluded.sequence
            """;

    private final Connection connection;

    LeaveTable(Connection connection) {
        this.connection = connection;
    }

    void write(Map<RowKey, Leave> leaves) throws SQLException {
        if (leaves.isEmpty()) {
            return;
        }
        try (PreparedStatement write = connection.prepareStatement(WRITE)) {
            new SqlArrays<Entry<RowKey, Leave>>(write, leaves.entrySet())
                    .text(entry -> entry.getKey().user().value())
                    .text(entry -> entry.getKey().thread().value())
                    .bigint(entry -> entry.getValue().joined())
                    .bigint(entry -> entry.getValue().version())
                    .bigint(entry -> entry.getValue().sequence());
            write.executeUpdate();
        }
    }
}
