package dev.parley.safety.memory;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.paging.Page;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.BlockChange;
import dev.parley.safety.block.BlockId;
import dev.parley.safety.block.BlockPosition;
import dev.parley.safety.block.BlockQuery;
import dev.parley.safety.block.BlockStore;
import dev.parley.safety.block.ChangeLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Blocks in memory.
public final class MemoryBlockStore implements BlockStore {

    private static final Comparator<BlockPosition> NEWEST_FIRST = Comparator.comparing(BlockPosition::createTime)
            .thenComparing(BlockPosition::blocked)
            .reversed();

    private final Map<BlockId, Block> blocks = new HashMap<>();
    private final Map<BlockId, List<BlockChange>> histories = new HashMap<>();
    private final ChangeLimit limit = new ChangeLimit(300);
    private final Map<UserId, Instant> allowances = new HashMap<>();
    private final Set<BlockId> undone = new HashSet<>();

    @Override
    public synchronized Block start(BlockId id, Instant now, UnaryOperator<Block> change) {
        Block before = blocks.get(id);
        return stored(before == null ? Block.first(id, now) : change.apply(before));
    }

    @Override
    public synchronized Optional<Block> change(BlockId id, UnaryOperator<Block> change) {
        return find(id).map(change).map(this::stored);
    }

    @Override
    public synchronized Optional<Block> find(BlockId id) {
        return Optional.ofNullable(blocks.get(id));
    }

    @Override
    public synchronized List<BlockChange> history(BlockId id, int limit) {
        return histories.getOrDefault(id, List.of()).reversed().stream()
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Page<Block> page(BlockQuery query) {
        List<Block> found = blocks.values().stream()
                .filter(block -> block.id().blocker().equals(query.blocker()) && block.isActive())
                .filter(block -> query.after()
                        .map(after -> NEWEST_FIRST.compare(after, block.position()) < 0)
                        .orElse(true))
                .sorted(Comparator.comparing(Block::position, NEWEST_FIRST))
                .limit(Page.probe(query.size()))
                .toList();
        return Page.of(found, query.size());
    }

    @Override
    public synchronized Set<UserPair> blockedAmong(Collection<UserPair> pairs) {
        Set<UserPair> blocked = blocks.values().stream()
                .filter(Block::isActive)
                .map(block -> block.id().pair())
                .collect(Collectors.toSet());
        blocked.retainAll(Set.copyOf(pairs));
        return blocked;
    }

    /// Whether the background relay still has to enforce a block.
    public synchronized boolean isUnfinished(BlockId id) {
        return undone.contains(id);
    }

    private void use(UserId blocker) {
        var now = Instant.now();
        var free = allowances.getOrDefault(blocker, now);
        var ahead = Duration.between(now, free);
        if (ahead.compareTo(limit.slack()) > 0) {
            throw limit.refusal(ahead);
        }
        allowances.put(blocker, (free.isAfter(now) ? free : now).plus(limit.step()));
    }

    private Block stored(Block after) {
        Block before = blocks.get(after.id());
        boolean newer = before == null || before.version() < after.version();
        if (newer) {
            use(after.id().blocker());
        }
        blocks.put(after.id(), after);
        if (newer) {
            histories.computeIfAbsent(after.id(), id -> new ArrayList<>()).add(after.change());
        }
        if (after.isApplied()) {
            undone.remove(after.id());
        } else {
            undone.add(after.id());
        }
        return after;
    }
}
