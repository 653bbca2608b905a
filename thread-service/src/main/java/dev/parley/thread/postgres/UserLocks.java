package dev.parley.thread.postgres;

import dev.parley.id.UserId;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/// Locks that keep the blocks of users apart from their joins, until the end of the transaction.
final class UserLocks {
    private static final int LOCKS = 128;

    /// The first number of the two that name an advisory lock: "thru" in ASCII.
    private static final int SPACE = 0x74687275;

    private static final String LOCK = """
            select count(%s(%d, lock)) from (
                select distinct (hashtext(u) & %d) as lock from unnest(?::text[]) u order by 1 offset 0) l
            """;
    private static final String SHARED = LOCK.formatted("pg_advisory_xact_lock_shared", SPACE, LOCKS - 1);
    private static final String EXCLUSIVE = LOCK.formatted("pg_advisory_xact_lock", SPACE, LOCKS - 1);

    private UserLocks() {}

    /// Waits for blocks of these users that are under way. Other joins go on.
    static void share(Connection connection, Collection<UserId> users) throws SQLException {
        lock(connection, SHARED, users);
    }

    /// Waits for joins and blocks of these users that are under way, and keeps later ones waiting.
    static void take(Connection connection, Collection<UserId> users) throws SQLException {
        lock(connection, EXCLUSIVE, users);
    }

    private static void lock(Connection connection, String sql, Collection<UserId> users) throws SQLException {
        if (users.isEmpty()) {
            return;
        }
        try (var query = connection.prepareStatement(sql)) {
            new SqlArrays<>(query, users).text(UserId::value);
            Rows.isAny(query);
        }
    }
}
