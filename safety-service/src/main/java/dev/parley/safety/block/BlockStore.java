package dev.parley.safety.block;

import dev.parley.id.UserPair;
import dev.parley.platform.paging.Page;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Stores blocks and their history. Every method throws `StoreUnavailable` while the store is unavailable.
public interface BlockStore {

    /// Starts a block, or changes the existing one, in one transaction. Returns the stored state. The block
    /// of a first start is [Block#first] at `now`. Changes of one block run one after the other across all
    /// replicas. The change may run more than once and must have no other effects.
    ///
    /// In the same transaction, a new version is added to the history. A state that is not in force is queued
    /// for the background relay, which leaves it to the caller for the first seconds. A state that is in
    /// force is removed from the queue.
    Block start(BlockId id, Instant now, UnaryOperator<Block> change);

    /// Changes an existing block, as [#start] does. Empty if there never was one.
    Optional<Block> change(BlockId id, UnaryOperator<Block> change);

    /// Returns the state of a block; empty if there never was one.
    Optional<Block> find(BlockId id);

    /// Returns the starts and ends of a block, newest first, at most `limit`.
    List<BlockChange> history(BlockId id, int limit);

    /// Returns a page of a user's active blocks.
    Page<Block> page(BlockQuery query);

    /// Returns those pairs of which one user blocks the other, with one query for all of them.
    Set<UserPair> blockedAmong(Collection<UserPair> pairs);
}
