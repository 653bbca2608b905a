package dev.parley.safety.caffeine;

import dev.parley.safety.block.Block;
import dev.parley.safety.block.BlockId;
import dev.parley.safety.block.BlockPage;
import dev.parley.safety.block.BlockQuery;
import dev.parley.safety.block.BlockStore;
import dev.parley.id.UserPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A store that only says which pairs are blocked, and keeps what it was asked.
final class FakeBlockReads implements BlockStore {

    final Set<UserPair> blocked = new HashSet<>();
    final List<Set<UserPair>> reads = new ArrayList<>();
    Runnable afterRead = () -> {};

    @Override
    public Set<UserPair> blockedAmong(Collection<UserPair> pairs) {
        reads.add(Set.copyOf(pairs));
        var found = new HashSet<>(pairs);
        found.retainAll(blocked);
        afterRead.run();
        return found;
    }

    @Override
    public Block start(BlockId id, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Block> end(BlockId id, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void settle(BlockId id, long appliedVersion) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Block> find(BlockId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public BlockPage page(BlockQuery query) {
        throw new UnsupportedOperationException();
    }
}
