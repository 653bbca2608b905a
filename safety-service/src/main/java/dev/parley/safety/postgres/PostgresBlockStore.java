package dev.parley.safety.postgres;

import dev.parley.id.UserPair;
import dev.parley.platform.outbox.Outbox;
import dev.parley.platform.paging.Page;
import dev.parley.platform.postgres.Database;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.BlockChange;
import dev.parley.safety.block.BlockId;
import dev.parley.safety.block.BlockQuery;
import dev.parley.safety.block.BlockStore;
import dev.parley.safety.block.ChangeLimit;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Blocks in PostgreSQL: simple reads through Micronaut Data, locking and batch statements as SQL.
///
/// Only a part of the connections serves users' own calls. The rest is for screening, which every send waits
/// for. So a row that is locked for long cannot hold up screening.
@Singleton
public final class PostgresBlockStore implements BlockStore {

    /// How long the call itself may take to enforce a block before the relay takes over.
    private static final Duration LEASE = Duration.ofSeconds(3);

    private final Database database;
    private final BlockTable table;
    private final ChangeLimit limit;

    /// Stores blocks in a database.
    public PostgresBlockStore(@Named("safety") Database database, BlockTable table, ChangeLimit limit) {
        this.database = database;
        this.table = table;
        this.limit = limit;
    }

    @Override
    public Block start(BlockId id, Instant now, UnaryOperator<Block> change) {
        var first = Block.first(id, now);
        return database.write(id.blocker().value(), id.key(), connection -> {
            if (BlockStatements.insert(connection, first)) {
                return noted(connection, 0, first);
            }
            return changed(connection, id, change).orElseThrow();
        });
    }

    @Override
    public Optional<Block> change(BlockId id, UnaryOperator<Block> change) {
        return database.write(id.blocker().value(), id.key(), connection -> changed(connection, id, change));
    }

    @Override
    public Optional<Block> find(BlockId id) {
        return reading(() -> table.findById(BlockRow.Key.of(id))).map(BlockRow::toBlock);
    }

    @Override
    public List<BlockChange> history(BlockId id, int limit) {
        return database.read(connection -> BlockStatements.history(connection, id, limit));
    }

    @Override
    public Page<Block> page(BlockQuery query) {
        String blocker = query.blocker().value();
        int limit = Page.probe(query.size());
        List<BlockRow> rows = reading(() -> query.after()
                .map(after -> table.findOlder(
                        blocker, after.createTime(), after.blocked().value(), limit))
                .orElseGet(() -> table.findNewest(blocker, limit)));
        return Page.of(rows.stream().map(BlockRow::toBlock).toList(), query.size());
    }

    @Override
    public Set<UserPair> blockedAmong(Collection<UserPair> pairs) {
        return database.withConnection(connection -> BlockStatements.blockedAmong(connection, pairs));
    }

    private Optional<Block> changed(Connection connection, BlockId id, UnaryOperator<Block> change)
            throws SQLException {
        Optional<Block> before = BlockStatements.lock(connection, id);
        if (before.isEmpty()) {
            return before;
        }
        Block after = change.apply(before.get());
        if (!after.equals(before.get())) {
            BlockStatements.update(connection, after);
        }
        return Optional.of(noted(connection, before.get().version(), after));
    }

    /// Writes what belongs to a change of a block: its history entry and its outbox row. The row of a version stays
    /// until that version is applied, so a repeated request needs no other one.
    private Block noted(Connection connection, long versionBefore, Block after) throws SQLException {
        if (after.version() > versionBefore) {
            BlockAllowance.use(connection, after.id().blocker(), limit);
            BlockStatements.remember(connection, after.id(), after.change());
        }
        if (after.isApplied()) {
            Outbox.settle(connection, Block.TOPIC, after.id().key(), after.version());
        } else if (after.version() > versionBefore) {
            Outbox.put(connection, Block.TOPIC, after.id().key(), after.version(), LEASE);
        }
        return after;
    }

    private <T> T reading(Supplier<T> read) {
        return database.reads().within(() -> Database.translated(read));
    }
}
