package dev.parley.safety.postgres;

import dev.parley.platform.outbox.Outbox;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.BlockId;
import dev.parley.safety.block.BlockPage;
import dev.parley.safety.block.BlockQuery;
import dev.parley.safety.block.BlockStore;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Blocks in PostgreSQL: plain reads through Micronaut Data, and what locks or comes in batches as SQL.
@Singleton
public final class PostgresBlockStore implements BlockStore {

    /// How long the call itself has for putting a block in force before the relay takes over.
    private static final Duration LEASE = Duration.ofSeconds(3);

    private static final String COLUMNS = "active, version, applied_version, create_time";
    private static final String START = """
            insert into user_block as b
                (blocker_id, blocked_id, active, version, applied_version, create_time, end_time)
            values (?, ?, true, 1, 0, ?, null)
            on conflict (blocker_id, blocked_id) do update
                set active = true, version = b.version + 1, create_time = excluded.create_time, end_time = null
                where not b.active
            returning\s""" + COLUMNS;
    private static final String END = """
            update user_block set active = false, version = version + 1, end_time = ?
            where blocker_id = ? and blocked_id = ? and active
            returning\s""" + COLUMNS;
    private static final String FIND =
            "select " + COLUMNS + " from user_block where blocker_id = ? and blocked_id = ? for update";
    private static final String SETTLE = """
            update user_block set applied_version = greatest(applied_version, ?)
            where blocker_id = ? and blocked_id = ?
            """;
    private static final String BLOCKED_AMONG = """
            select b.blocker_id, b.blocked_id from unnest(?::text[], ?::text[]) as p (blocker_id, blocked_id)
            join user_block b on b.blocker_id = p.blocker_id and b.blocked_id = p.blocked_id
            where b.active
            """;

    private final Database database;
    private final BlockTable table;

    /// Keeps the blocks in a database.
    public PostgresBlockStore(@Named("safety") Database database, BlockTable table) {
        this.database = database;
        this.table = table;
    }

    @Override
    public Block start(BlockId id, Instant now) {
        return database.transaction(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(START)) {
                insert.setString(1, id.blocker().value());
                insert.setString(2, id.blocked().value());
                insert.setObject(3, utc(now));
                return changed(connection, id, insert).orElseThrow();
            }
        });
    }

    @Override
    public Optional<Block> end(BlockId id, Instant now) {
        return database.transaction(connection -> {
            try (PreparedStatement update = connection.prepareStatement(END)) {
                update.setObject(1, utc(now));
                update.setString(2, id.blocker().value());
                update.setString(3, id.blocked().value());
                return changed(connection, id, update);
            }
        });
    }

    @Override
    public void settle(BlockId id, long appliedVersion) {
        database.transaction(connection -> {
            try (PreparedStatement update = connection.prepareStatement(SETTLE)) {
                update.setLong(1, appliedVersion);
                update.setString(2, id.blocker().value());
                update.setString(3, id.blocked().value());
                update.executeUpdate();
            }
            Outbox.settle(connection, Block.TOPIC, id.key(), appliedVersion);
            return true;
        });
    }

    @Override
    public Optional<Block> find(BlockId id) {
        return reading(() -> table.findById(BlockRow.Key.of(id))).map(BlockRow::toBlock);
    }

    @Override
    public BlockPage page(BlockQuery query) {
        String blocker = query.blocker().value();
        int limit = query.size() + 1;
        List<BlockRow> rows = reading(() -> query.after()
                .map(after -> table.findOlder(
                        blocker, after.createTime(), after.blocked().value(), limit))
                .orElseGet(() -> table.findNewest(blocker, limit)));
        return BlockPage.of(rows.stream().map(BlockRow::toBlock).toList(), query.size());
    }

    @Override
    public Set<UserPair> blockedAmong(Collection<UserPair> pairs) {
        var blockers = new ArrayList<String>(2 * pairs.size());
        var blocked = new ArrayList<String>(2 * pairs.size());
        for (UserPair pair : pairs) {
            blockers.add(pair.first().value());
            blocked.add(pair.second().value());
            blockers.add(pair.second().value());
            blocked.add(pair.first().value());
        }
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(BLOCKED_AMONG)) {
                select.setArray(1, connection.createArrayOf("text", blockers.toArray()));
                select.setArray(2, connection.createArrayOf("text", blocked.toArray()));
                return Set.copyOf(Rows.list(select, PostgresBlockStore::toPair));
            }
        });
    }

    /// Runs a change; where it changed nothing, reads and locks the row. What is not applied goes to the outbox.
    private static Optional<Block> changed(Connection connection, BlockId id, PreparedStatement change)
            throws SQLException {
        Optional<Block> block = Rows.first(change, row -> toBlock(id, row));
        if (block.isEmpty()) {
            block = locked(connection, id);
        }
        if (block.isPresent() && !block.get().isApplied()) {
            Outbox.put(connection, Block.TOPIC, id.key(), block.get().version(), LEASE);
        }
        return block;
    }

    private static Optional<Block> locked(Connection connection, BlockId id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setString(1, id.blocker().value());
            select.setString(2, id.blocked().value());
            return Rows.first(select, row -> toBlock(id, row));
        }
    }

    /// Micronaut Data wraps what JDBC throws, in more than one kind of exception.
    private static <T> T reading(Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException failure) {
            for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql) {
                    throw Database.translate(sql);
                }
            }
            throw failure;
        }
    }

    private static Block toBlock(BlockId id, ResultSet row) throws SQLException {
        return new Block(
                id,
                row.getBoolean(1),
                row.getLong(2),
                row.getLong(3),
                row.getObject(4, OffsetDateTime.class).toInstant());
    }

    private static UserPair toPair(ResultSet row) throws SQLException {
        return UserPair.of(new UserId(row.getString(1)), new UserId(row.getString(2)));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
