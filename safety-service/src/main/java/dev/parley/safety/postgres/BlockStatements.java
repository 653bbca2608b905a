package dev.parley.safety.postgres;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.platform.postgres.SqlTime;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.Block.Applied;
import dev.parley.safety.block.BlockChange;
import dev.parley.safety.block.BlockId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The statements that lock rows of `block` or process batches.
final class BlockStatements {

    static final String LOCK = """
            select version, create_time, end_time, applied_version, applied_token from block
            where blocker_id = ? and blocked_id = ? for update
            """;
    /// One lookup by primary key for each direction of each pair. The limit keeps the planner from reading
    /// the whole table instead, and from scanning all pages of a user who blocks many.
    static final String BLOCKED_AMONG = """
            select p.blocker_id, p.blocked_id from unnest(?::text[], ?::text[]) as p (blocker_id, blocked_id)
            cross join lateral (
                select b.end_time from block b
                where b.blocker_id = p.blocker_id and b.blocked_id = p.blocked_id limit 1) found
            where found.end_time is null
            """;
    static final String HISTORY = """
            select version, active, change_time from block_history
            where blocker_id = ? and blocked_id = ? order by version desc limit ?
            """;
    private static final String INSERT = """
            insert into block (version, create_time, end_time, applied_version, applied_token, blocker_id, blocked_id)
            values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """;
    private static final String UPDATE = """
            update block set version = ?, create_time = ?, end_time = ?, applied_version = ?, applied_token = ?
            where blocker_id = ? and blocked_id = ?
            """;
    private static final String REMEMBER = """
            insert into block_history (blocker_id, blocked_id, version, active, change_time) values (?, ?, ?, ?, ?)
            """;

    private BlockStatements() {}

    /// Reads a block and locks its row until the transaction ends.
    static Optional<Block> lock(Connection connection, BlockId id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LOCK)) {
            select.setString(1, id.blocker().value());
            select.setString(2, id.blocked().value());
            return Rows.first(select, row -> toBlock(id, row));
        }
    }

    /// Returns whether the block was inserted; false if there already is one.
    static boolean insert(Connection connection, Block block) throws SQLException {
        return write(connection, INSERT, block) == 1;
    }

    static void update(Connection connection, Block block) throws SQLException {
        write(connection, UPDATE, block);
    }

    static void remember(Connection connection, BlockId id, BlockChange change) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(REMEMBER)) {
            insert.setString(1, id.blocker().value());
            insert.setString(2, id.blocked().value());
            insert.setLong(3, change.version());
            insert.setBoolean(4, change.active());
            SqlTime.set(insert, 5, change.time());
            insert.executeUpdate();
        }
    }

    static List<BlockChange> history(Connection connection, BlockId id, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(HISTORY)) {
            select.setString(1, id.blocker().value());
            select.setString(2, id.blocked().value());
            select.setInt(3, limit);
            return Rows.list(select, row -> new BlockChange(row.getLong(1), row.getBoolean(2), SqlTime.get(row, 3)));
        }
    }

    static Set<UserPair> blockedAmong(Connection connection, Collection<UserPair> pairs) throws SQLException {
        List<BlockId> directions = pairs.stream()
                .flatMap(pair ->
                        Stream.of(new BlockId(pair.first(), pair.second()), new BlockId(pair.second(), pair.first())))
                .toList();
        try (PreparedStatement select = connection.prepareStatement(BLOCKED_AMONG)) {
            new SqlArrays<>(select, directions)
                    .text(id -> id.blocker().value())
                    .text(id -> id.blocked().value());
            return Set.copyOf(Rows.list(select, BlockStatements::toPair));
        }
    }

    private static int write(Connection connection, String statement, Block block) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(statement)) {
            write.setLong(1, block.version());
            SqlTime.set(write, 2, block.createTime());
            SqlTime.set(write, 3, block.endTime().orElse(null));
            write.setLong(4, block.applied().version());
            write.setString(5, block.applied().token());
            write.setString(6, block.id().blocker().value());
            write.setString(7, block.id().blocked().value());
            return write.executeUpdate();
        }
    }

    private static Block toBlock(BlockId id, ResultSet row) throws SQLException {
        return new Block(
                id,
                row.getLong(1),
                SqlTime.get(row, 2),
                Optional.ofNullable(SqlTime.getNullable(row, "end_time")),
                new Applied(row.getLong(4), row.getString(5)));
    }

    private static UserPair toPair(ResultSet row) throws SQLException {
        return UserPair.of(new UserId(row.getString(1)), new UserId(row.getString(2)));
    }
}
