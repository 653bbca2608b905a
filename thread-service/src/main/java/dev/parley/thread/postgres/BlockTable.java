package dev.parley.thread.postgres;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.postgres.Rows;
import dev.parley.thread.roster.Block;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/// Statements on blocks. Whoever reads or writes those of a pair locks it first.
final class BlockTable {
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('parley.thread.pair:' || ?, 0))";
    private static final String VERSION = "select version from applied_block where blocker_id = ? and blocked_id = ?";
    private static final String BLOCKED = """
            select blocked_id from applied_block
            where active and (blocker_id, blocked_id) in ((?, ?), (?, ?))
            """;
    private static final String PUT = """
            insert into applied_block (blocker_id, blocked_id, active, version) values (?, ?, ?, ?)
            on conflict (blocker_id, blocked_id) do update set active = excluded.active, version = excluded.version
            """;

    private BlockTable() {}

    /// Waits for every other transaction about this pair to end, and keeps later ones waiting for this one.
    static void lock(Connection connection, UserPair pair) throws SQLException {
        try (var query = connection.prepareStatement(LOCK)) {
            query.setString(1, pair.key());
            query.execute();
        }
    }

    /// Who of the two is blocked by the other.
    static Set<UserId> blocked(Connection connection, UserPair pair) throws SQLException {
        try (var query = connection.prepareStatement(BLOCKED)) {
            query.setString(1, pair.first().value());
            query.setString(2, pair.second().value());
            query.setString(3, pair.second().value());
            query.setString(4, pair.first().value());
            return Set.copyOf(Rows.list(query, row -> new UserId(row.getString(1))));
        }
    }

    /// The version that was applied; 0 when there is none.
    static long version(Connection connection, Block block) throws SQLException {
        try (var query = connection.prepareStatement(VERSION)) {
            query.setString(1, block.blocker().value());
            query.setString(2, block.blocked().value());
            return Rows.first(query, row -> row.getLong(1)).orElse(0L);
        }
    }

    static void put(Connection connection, Block block) throws SQLException {
        try (var insert = connection.prepareStatement(PUT)) {
            insert.setString(1, block.blocker().value());
            insert.setString(2, block.blocked().value());
            insert.setBoolean(3, block.active());
            insert.setLong(4, block.version());
            insert.executeUpdate();
        }
    }
}
