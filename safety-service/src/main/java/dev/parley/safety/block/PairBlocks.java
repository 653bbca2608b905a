package dev.parley.safety.block;

import dev.parley.id.UserPair;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Finds quickly the pairs of users with a block between them. Reads the unknown pairs of a batch with one
/// query.
///
/// Only pairs without a block are cached. A block is always read from the store before it refuses a send, so
/// that an unblock takes effect on every replica as soon as it is acknowledged. Refusals are rare, because
/// the fence of the thread refuses most of these sends earlier.
///
/// A block that another replica made may be missed here until the pair expires. The fence covers that time,
/// because it was updated before the block was acknowledged.
@Singleton
public final class PairBlocks {

    private final BlockStore store;
    private final FreePairs free;

    /// Reads from a store and from the cache in front of it.
    public PairBlocks(BlockStore store, FreePairs free) {
        this.store = store;
        this.free = free;
    }

    /// Returns those pairs of which one user blocks the other. A change that was made in this process counts
    /// from [#changed] on. Throws `StoreUnavailable` if any pair is not cached and the store is unavailable.
    public Set<UserPair> blockedAmong(Collection<UserPair> pairs) {
        var unknown = new HashSet<UserPair>();
        for (UserPair pair : pairs) {
            if (!free.contains(pair)) {
                unknown.add(pair);
            }
        }
        return unknown.isEmpty() ? Set.of() : read(unknown);
    }

    /// Removes the pair from the cache: a block between the two users has changed in the store, or may have.
    public void changed(UserPair pair) {
        free.remove(pair);
    }

    private Set<UserPair> read(Set<UserPair> unknown) {
        long mark = free.mark();
        Set<UserPair> blocked = store.blockedAmong(unknown);
        for (UserPair pair : unknown) {
            if (!blocked.contains(pair)) {
                free.add(pair, mark);
            }
        }
        return blocked;
    }
}
