package dev.parley.safety.memory;

import dev.parley.id.UserPair;
import dev.parley.platform.paging.Page;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.BlockChange;
import dev.parley.safety.block.BlockId;
import dev.parley.safety.block.BlockQuery;
import dev.parley.safety.block.BlockStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A store that records which pairs were read, and can run an action between a read and its return.
public final class WatchedBlockStore implements BlockStore {

    private final BlockStore store;
    private final List<Set<UserPair>> reads = new ArrayList<>();
    private Runnable afterNextRead = () -> {};

    /// Wraps a store.
    public WatchedBlockStore(BlockStore store) {
        this.store = store;
    }

    /// Returns the pairs of each read so far.
    public List<Set<UserPair>> reads() {
        return List.copyOf(reads);
    }

    /// Runs an action once, after the next read has found its result.
    public void afterNextRead(Runnable action) {
        afterNextRead = action;
    }

    @Override
    public Set<UserPair> blockedAmong(Collection<UserPair> pairs) {
        reads.add(Set.copyOf(pairs));
        Set<UserPair> blocked = store.blockedAmong(pairs);
        Runnable action = afterNextRead;
        afterNextRead = () -> {};
        action.run();
        return blocked;
    }

    @Override
    public Block start(BlockId id, Instant now, UnaryOperator<Block> change) {
        return store.start(id, now, change);
    }

    @Override
    public Optional<Block> change(BlockId id, UnaryOperator<Block> change) {
        return store.change(id, change);
    }

    @Override
    public Optional<Block> find(BlockId id) {
        return store.find(id);
    }

    @Override
    public List<BlockChange> history(BlockId id, int limit) {
        return store.history(id, limit);
    }

    @Override
    public Page<Block> page(BlockQuery query) {
        return store.page(query);
    }
}
