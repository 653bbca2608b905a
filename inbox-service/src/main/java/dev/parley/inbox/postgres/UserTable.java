package dev.parley.inbox.postgres;

import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/// The table `inbox_user`: the lock of each user, and the counter of its revisions.
final class UserTable {

    /// Makes sure of a row for each user and locks it, in the order of the keys, without changing it.
    private static final String LOCK = """
            insert into inbox_user as u (user_id)
            select user_id from unnest(?::text[]) as named (user_id) order by user_id collate "C"
            on conflict (user_id) do update set revision = u.revision where false
            """;

    static final String REVISIONS = "select user_id, revision from inbox_user where user_id = any (?)";

    private static final String ADVANCE = """
            update inbox_user u set revision = n.revision
            from unnest(?::text[], ?::bigint[]) as n (user_id, revision)
            where u.user_id = n.user_id and u.revision < n.revision
            """;

    private static final String COMPACT = """
            update inbox_user u set compacted = n.revision
            from unnest(?::text[], ?::bigint[]) as n (user_id, revision)
            where u.user_id = n.user_id and u.compacted < n.revision
            """;

    private final Connection connection;

    UserTable(Connection connection) {
        this.connection = connection;
    }

    void lock(SortedSet<UserId> users) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            new SqlArrays<>(lock, users).text(UserId::value);
            lock.executeUpdate();
        }
    }

    Map<UserId, Long> revisions(Collection<UserId> users) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(REVISIONS)) {
            new SqlArrays<>(select, users).text(UserId::value);
            return Rows.map(select, row -> new UserId(row.getString(1)), row -> row.getLong(2));
        }
    }

    void advance(Map<UserId, Long> revisions) throws SQLException {
        write(ADVANCE, revisions);
    }

    void compact(Map<UserId, Long> revisions) throws SQLException {
        write(COMPACT, revisions);
    }

    private void write(String sql, Map<UserId, Long> revisions) throws SQLException {
        if (revisions.isEmpty()) {
            return;
        }
        List<Advance> advances = revisions.entrySet().stream()
                .map(entry -> new Advance(entry.getKey(), entry.getValue()))
                .toList();
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            new SqlArrays<>(write, advances)
                    .text(advance -> advance.user().value())
                    .bigint(Advance::revision);
            write.executeUpdate();
        }
    }
}
