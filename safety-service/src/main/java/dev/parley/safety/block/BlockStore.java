package dev.parley.safety.block;

import dev.parley.id.UserPair;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/// Keeps the blocks. Each method is one transaction, and throws `StoreUnavailable` while the store is out of reach.
public interface BlockStore {

    /// Lets a block stand. When it does not yet, its version grows by one and it stands since `now`. Whatever is not
    /// applied afterwards is also given to the background relay, in the same transaction.
    Block start(BlockId id, Instant now);

    /// Ends a block, in the same way. Empty when there never was one.
    Optional<Block> end(BlockId id, Instant now);

    /// Notes that a version is in force in every thread, and takes it from the background relay. Versions may come in
    /// any order: the newest one stays.
    void settle(BlockId id, long appliedVersion);

    /// The state of a block; empty when there never was one.
    Optional<Block> find(BlockId id);

    /// A page of the blocks of a user that stand.
    BlockPage page(BlockQuery query);

    /// Those of the pairs between which a block stands, in either direction. One query for all of them.
    Set<UserPair> blockedAmong(Collection<UserPair> pairs);
}
