package dev.parley.thread.block;

import dev.parley.thread.change.Change;
import dev.parley.thread.change.Rule;
import dev.parley.thread.fence.FenceEnforcer;
import dev.parley.thread.thread.MessageThread;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;

/// Applies blocks, and their ends, to the threads that two users share.
///
/// The block is stored first; then the threads follow in batches. If a call fails in between, safety retries
/// it until it succeeds; threads that have already followed are unchanged.
@Singleton
public final class BlockApplier {
    private static final int REPORTED = 8;

    private final BlockStore store;
    private final FenceEnforcer fences;
    private final Clock clock;

    /// Applies blocks in a store.
    public BlockApplier(BlockStore store, FenceEnforcer fences, @Named("thread") Clock clock) {
        this.store = store;
        this.fences = fences;
        this.clock = clock;
    }

    /// Returns the current state, at least this block's version, once it is in force in every thread that the
    /// two users share. A block that is not newer than the known one changes nothing, and waits until that
    /// one is in force. Fails with `DependencyUnavailable`.
    public Applied apply(Block block) {
        long version = store.put(block);
        var now = clock.instant();
        Rule settle = (roster, blocks) -> Change.of(roster, roster, List.of(), blocks, now);
        var shared = store.shared(block.pair());
        var newest = new ArrayDeque<MessageThread>();
        for (int from = 0; from < shared.size(); from += FenceEnforcer.BATCH) {
            var batch = shared.subList(from, Math.min(from + FenceEnforcer.BATCH, shared.size()));
            var rosters = store.changeAll(batch, settle);
            fences.enforceAll(rosters);
            rosters.forEach(roster -> newest.addFirst(roster.thread()));
            while (newest.size() > REPORTED) {
                newest.removeLast();
            }
        }
        return new Applied(version, List.copyOf(newest));
    }

    /// The current version of the block, and the newest of the shared threads, at most 8.
    public record Applied(long version, List<MessageThread> newest) {}
}
