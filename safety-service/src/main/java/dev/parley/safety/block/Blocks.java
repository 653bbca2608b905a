package dev.parley.safety.block;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.Supplier;

/// Makes blocks and ends them: first in the store, then in force, then acknowledged.
///
/// A change that is stored but could not be put in force fails with `DependencyUnavailable`. It stands nonetheless,
/// the background relay finishes it through [#finish], and the caller may repeat the call. When changes of one block
/// race, their versions decide: whoever puts a state in force late finds a newer one there, which stays.
@Singleton
public final class Blocks {

    private final BlockStore store;
    private final PairBlocks pairs;
    private final BlockEnforcer enforcer;
    private final Clock clock;

    /// Keeps the blocks of a store.
    public Blocks(BlockStore store, PairBlocks pairs, BlockEnforcer enforcer, Clock clock) {
        this.store = store;
        this.pairs = pairs;
        this.enforcer = enforcer;
        this.clock = clock;
    }

    /// Blocks a user, and returns once neither of the two can write to the other any more. Who is blocked already
    /// stays blocked since then.
    public Block block(BlockId id) {
        Block block = store(id, () -> store.start(id, clock.instant()));
        putInForce(block);
        return block;
    }

    /// Ends a block, and returns once the two can write to each other again, unless the other one blocks as well.
    /// Where no block stands nothing changes.
    public void unblock(BlockId id) {
        store(id, () -> store.end(id, clock.instant())).ifPresent(this::putInForce);
    }

    /// Puts the newest state of a block in force, where that was left undone.
    public void finish(BlockId id) {
        store.find(id).ifPresent(this::putInForce);
    }

    /// A change that failed may still have been stored, so the pair is forgotten in any case.
    private <T> T store(BlockId id, Supplier<T> change) {
        try {
            return change.get();
        } finally {
            pairs.changed(id.pair());
        }
    }

    private void putInForce(Block block) {
        if (!block.isApplied()) {
            enforcer.enforce(block);
            store.settle(block.id(), block.version());
        }
    }
}
