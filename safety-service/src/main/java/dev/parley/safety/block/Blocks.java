package dev.parley.safety.block;

import dev.parley.safety.block.Block.Applied;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;

/// Starts and ends blocks. A change is first stored, then enforced, then acknowledged.
///
/// A change that is stored but cannot be enforced fails with `DependencyUnavailable`. It is kept
/// nevertheless: the background relay finishes it through [#finish], and the caller may retry the call. If
/// changes of one block race, their versions decide: a state that is enforced late finds a newer one in
/// force, which stays.
@Singleton
public final class Blocks {

    private final BlockStore store;
    private final PairBlocks pairs;
    private final BlockEnforcer enforcer;
    private final Clock clock;

    /// Works on the blocks of a store.
    public Blocks(BlockStore store, PairBlocks pairs, BlockEnforcer enforcer, @Named("safety") Clock clock) {
        this.store = store;
        this.pairs = pairs;
        this.enforcer = enforcer;
        this.clock = clock;
    }

    /// Blocks a user, and returns once neither of the two can write to the other any more. A block that is
    /// already active keeps its time. The returned state is in force, so it has a consistency token.
    public Block block(BlockId id) {
        var now = now();
        return putInForce(stored(id, () -> store.start(id, now, block -> block.started(now))));
    }

    /// Ends a block, and returns once the two can write to each other again, unless the other user blocks as
    /// well. Empty, and without effect, if there never was a block.
    public Optional<Block> unblock(BlockId id) {
        var now = now();
        return stored(id, () -> store.change(id, block -> block.ended(now))).map(this::putInForce);
    }

    /// Enforces the newest state of a block, if that is unfinished.
    public void finish(BlockId id) {
        store.find(id).ifPresent(this::putInForce);
    }

    /// Truncated to the precision of every store, so that a retry returns exactly the time of the first call.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /// A change that failed may still have been stored, so the pair is removed from the cache in any case.
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
