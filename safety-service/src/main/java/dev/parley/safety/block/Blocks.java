package dev.parley.safety.block;

import dev.parley.safety.block.Block.Applied;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;

/// Starts blocks and ends them: first in the store, then in force, then acknowledged.
///
/// A change that is stored but cannot be put in force fails with `DependencyUnavailable`. It stands
/// nonetheless: the background relay finishes it through [#finish], and the caller may repeat the call. When
/// changes of one block race, their versions decide: a state that is put in force late finds a newer one there,
/// which stays.
@Singleton
public final class Blocks {

    private final BlockStore store;
    private final PairBlocks pairs;
    private final BlockEnforcer enforcer;
    private final Clock clock;

    /// Works on the blocks of a store.
    public Blocks(BlockStore store, PairBlocks pairs, BlockEnforcer enforcer, Clock clock) {
        this.store = store;
        this.pairs = pairs;
        this.enforcer = enforcer;
        this.clock = clock;
    }

    /// Blocks a user, and returns once neither of the two can write to the other any more. A block that stands
    /// already keeps its time. The state that is returned is in force, so it has a consistency token.
    public Block block(BlockId id) {
        var now = now();
        return putInForce(stored(id, () -> store.start(id, now, block -> block.started(now))));
    }

    /// Ends a block, and returns once the two can write to each other again, unless the other one blocks as well.
    /// Empty, and without effect, where no block ever stood.
    public Optional<Block> unblock(BlockId id) {
        var now = now();
        return stored(id, () -> store.change(id, block -> block.ended(now))).map(this::putInForce);
    }

    /// Puts the newest state of a block in force, where that was left undone.
    public void finish(BlockId id) {
        store.find(id).ifPresent(this::putInForce);
    }

    /// As exact as every store keeps it, so that a repeated call gets the very time of the first.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /// A change that failed may still have been stored, so the pair is forgotten in any case.
    private <T> T stored(BlockId id, Supplier<T> change) {
        try {
            return change.get();
        } finally {
            pairs.changed(id.pair());
        }
    }

    private Block putInForce(Block block) {
        if (block.isApplied()) {
            return block;
        }
        var applied = new Applied(block.version(), enforcer.enforce(block));
        store.change(block.id(), current -> current.confirmed(applied));
        return block.confirmed(applied);
    }
}
