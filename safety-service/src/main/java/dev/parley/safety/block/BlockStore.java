package dev.parley.safety.block;

import dev.parley.id.UserPair;
import dev.parley.platform.paging.Page;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Stores blocks and their history. Every method throws `StoreUnavailable` while the store is out of reach.
public interface BlockStore {

    /// Starts a block or changes the one that is there, in one transaction, and returns what is stored
    /// afterwards. The block of a first start is [Block#first] at `now`. Changes of one block run one after the
    /// other, on all replicas together; the change may run more than once and must have no other effects.
    ///
    /// In the same transaction, a new version joins the history. A state that is not in force is given to the
    /// background relay, which leaves it to the caller for the first seconds. A state that is in force is taken
    /// from the relay.
    Block start(BlockId id, Instant now, UnaryOperator<Block> change);

    /// Changes a block that is there, as [#start] does. Empty where there never was one.
    Optional<Block> change(BlockId id, UnaryOperator<Block> change);

    /// The state of a block; empty when there never was one.
    Optional<Block> find(BlockId id);

    /// The starts and ends of a block, newest first, at most `limit`.
    List<BlockChange> history(BlockId id, int limit);

    /// A page of the blocks of a user that stand.
    Page<Block> page(BlockQuery query);

    /// Those of the pairs between which a block stands, in either direction. One query for all of them.
    Set<UserPair> blockedAmong(Collection<UserPair> pairs);
}
