package dev.parley.thread.block;

import dev.parley.thread.fence.FenceKeeper;
import dev.parley.thread.roster.Block;
import dev.parley.thread.roster.ThreadStore;
import jakarta.inject.Singleton;
import java.time.Clock;

/// Applies blocks, and their ends, to the threads of two.
@Singleton
public final class BlockApplier {
    private final ThreadStore store;
    private final FenceKeeper fences;
    private final Clock clock;

    BlockApplier(ThreadStore store, FenceKeeper fences, Clock clock) {
        this.store = store;
        this.fences = fences;
        this.clock = clock;
    }

    /// Returns the version of the block now applied, at least this one's, once it is in force in every thread
    /// of which the two are the only participants. A block that is not newer than the known one changes
    /// nothing, and waits for that one to be in force all the same. Fails with `DependencyUnavailable`.
    public long apply(Block block) {
        var applied = store.applyBlock(block, clock.instant());
        applied.unfenced().forEach(fences::enforce);
        return applied.version();
    }
}
