package dev.parley.thread.postgres;

import dev.parley.id.UserId;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/// Locks that separate the blocks of users from their joins, until the end of the transaction.
final class UserLocks {
    private static final int LOCKS = 128;

    /// The first of the two numbers that name an advisory lock: "thru" in ASCII.
    private static final int SPACE = 0x74687275;

    private static final String LOCK = """
            select count(%s(%d, lock)) from (
                select distinct (hashtext(u) & %d) as lock from unnest(?::text[]) u order by 1 offset 0) l
            """;
    private static final String SHARED = LOCK.formatted("pg_advisory_xact_lock_shared", SPACE, LOCKS - 1);
    private static final String EXCLUSIVE = LOCK.formatted("pg_advisory_xact_lock", SPACE, LOCKS - 1);

    private UserLocks() {}

    /// Waits for running blocks of these users. Other joins proceed.
    static void share(Connection connection, Collection<UserId> users) throws SQLException {
        lock(connection, SHARED, users);
    }

    /// Waits for running joins and blocks of these users, and makes later ones wait.
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
