package dev.parley.thread.postgres;

import dev.parley.id.UserId;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.thread.block.Block;
import dev.parley.thread.roster.Blocks;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Statements on blocks.
final class BlockTable {
    private static final String PUT = """
            insert into applied_block as b (blocker_id, blocked_id, active, version) values (?, ?, ?, ?)
            on conflict (blocker_id, blocked_id) do update set active = excluded.active, version = excluded.version
            where b.version < excluded.version
            """;
    private static final String VERSION = "select version from applied_block where blocker_id = ? and blocked_id = ?";
    static final String AMONG = """
            select blocker_id, blocked_id from applied_block
            where active and blocker_id = any(?) and blocked_id = any(?)
            """;

    private BlockTable() {}

    /// Stores a block that is newer than the known one. Returns the current version.
    static long put(Connection connection, Block block) throws SQLException {
        try (var insert = connection.prepareStatement(PUT)) {
            insert.setString(1, block.blocker().value());
            insert.setString(2, block.blocked().value());
            insert.setBoolean(3, block.active());
            insert.setLong(4, block.version());
            insert.executeUpdate();
        }
        try (var query = connection.prepareStatement(VERSION)) {
            query.setString(1, block.blocker().value());
            query.setString(2, block.blocked().value());
            return Rows.one(query, row -> row.getLong(1));
        }
    }

    /// Returns the active blocks among these users.
    static Blocks among(Connection connection, Collection<UserId> users) throws SQLException {
        Map<String, UserId> known = HashMap.newHashMap(users.size());
        users.forEach(user -> known.put(user.value(), user));
        Map<UserId, Set<UserId>> blocked = new HashMap<>();
        try (var query = connection.prepareStatement(AMONG)) {
            new SqlArrays<>(query, users).text(UserId::value).text(UserId::value);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    var blocker = known.get(row.getString(1));
                    var other = known.get(row.getString(2));
                    if (blocker != null && other != null) {
                        blocked.computeIfAbsent(blocker, key -> new HashSet<>()).add(other);
                    }
                }
            }
        }
        return new Blocks(blocked);
    }
}
