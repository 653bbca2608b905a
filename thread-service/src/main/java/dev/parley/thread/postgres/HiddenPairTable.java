package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.thread.roster.BlockedPair;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Statements on the pairs of which one user does not see the other's messages.
final class HiddenPairTable {
    private static final String FIND =
            "select thread_id, blocker_id, blocked_id from hidden_pair where thread_id = any(?)";
    private static final String ADD = """
            insert into hidden_pair (thread_id, blocker_id, blocked_id)
            select ?, * from unnest(?::text[], ?::text[])
            """;
    private static final String REMOVE = """
            delete from hidden_pair h using unnest(?::text[], ?::text[]) as r (blocker_id, blocked_id)
            where h.thread_id = ? and h.blocker_id = r.blocker_id and h.blocked_id = r.blocked_id
            """;

    private HiddenPairTable() {}

    /// Returns the pairs of threads, in no particular order.
    static Map<String, List<BlockedPair>> find(Connection connection, Collection<ThreadId> threads)
            throws SQLException {
        if (threads.isEmpty()) {
            return Map.of();
        }
        Map<String, List<BlockedPair>> found = new HashMap<>();
        try (var query = connection.prepareStatement(FIND)) {
            new SqlArrays<>(query, threads).text(ThreadId::value);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.computeIfAbsent(row.getString(1), key -> new ArrayList<>())
                            .add(new BlockedPair(new UserId(row.getString(2)), new UserId(row.getString(3))));
                }
            }
        }
        return found;
    }

    /// Stores the differences.
    static void update(Connection connection, ThreadId thread, List<BlockedPair> before, List<BlockedPair> after)
            throws SQLException {
        if (before.equals(after)) {
            return;
        }
        var added = missing(after, before);
        if (!added.isEmpty()) {
            try (var insert = connection.prepareStatement(ADD)) {
                insert.setString(1, thread.value());
                columns(SqlArrays.from(2, insert, added));
                insert.executeUpdate();
            }
        }
        var removed = missing(before, after);
        if (!removed.isEmpty()) {
            try (var delete = connection.prepareStatement(REMOVE)) {
                columns(new SqlArrays<>(delete, removed));
                delete.setString(3, thread.value());
                delete.executeUpdate();
            }
        }
    }

    private static void columns(SqlArrays<BlockedPair> pairs) throws SQLException {
        pairs.text(pair -> pair.blocker().value()).text(pair -> pair.blocked().value());
    }

    private static List<BlockedPair> missing(List<BlockedPair> here, List<BlockedPair> there) {
        var known = new HashSet<>(there);
        return here.stream().filter(pair -> !known.contains(pair)).toList();
    }
}
