package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.thread.block.Block;
import dev.parley.thread.block.BlockStore.Progress;
import dev.parley.thread.roster.Blocks;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Statements on blocks.
final class BlockTable {
    private static final String PUT = """
            insert into applied_block as b (blocker_id, blocked_id, active, version) values (?, ?, ?, ?)
            on conflict (blocker_id, blocked_id) do update
            set active = excluded.active, version = excluded.version, followed_from = null
            where b.version < excluded.version
            """;
    private static final String PROGRESS =
            "select version, followed_from from applied_block where blocker_id = ? and blocked_id = ?";
    private static final String ADVANCE = """
            update applied_block set followed_from = ? where blocker_id = ? and blocked_id = ? and version = ?
                and (followed_from is null or followed_from > ?)
            """;

    /// The position once all threads follow: all ids are greater.
    private static final String ALL = "";

    static final String AMONG = """
            select blocker_id, blocked_id from applied_block
            where active and blocker_id = any(?) and blocked_id = any(?)
            """;

    private BlockTable() {}

    /// Stores a block that is newer than the known one. Returns the current progress.
    static Progress put(Connection connection, Block block) throws SQLException {
        try (var insert = connection.prepareStatement(PUT)) {
            insert.setString(1, block.blocker().value());
            insert.setString(2, block.blocked().value());
            insert.setBoolean(3, block.active());
            insert.setLong(4, block.version());
            insert.executeUpdate();
        }
        return progress(connection, block);
    }

    static Progress advance(Connection connection, Block block, long version, Optional<ThreadId> from)
            throws SQLException {
        String position = from.map(ThreadId::value).orElse(ALL);
        try (var update = connection.prepareStatement(ADVANCE)) {
            update.setString(1, position);
            update.setString(2, block.blocker().value());
            update.setString(3, block.blocked().value());
            update.setLong(4, version);
            update.setString(5, position);
            update.executeUpdate();
        }
        return progress(connection, block);
    }

    private static Progress progress(Connection connection, Block block) throws SQLException {
        try (var query = connection.prepareStatement(PROGRESS)) {
            query.setString(1, block.blocker().value());
            query.setString(2, block.blocked().value());
            return Rows.one(query, row -> progress(row.getLong(1), Optional.ofNullable(row.getString(2))));
        }
    }

    private static Progress progress(long version, Optional<String> from) {
        return new Progress(
                version, from.filter(id -> !id.equals(ALL)).map(ThreadId::new), from.equals(Optional.of(ALL)));
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
