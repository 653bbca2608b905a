package dev.parley.safety.block;

import dev.parley.id.UserPair;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Answers quickly between which users a block stands, and reads the unknown pairs of a batch with one query.
///
/// Only pairs without a block are remembered. A block is read from the store each time before it refuses a
/// send, so that an unblock counts on every replica as soon as it is acknowledged. Refusals are rare: the fence
/// of the thread has refused most of them before.
///
/// A block that another replica made may stay unseen here until the pair's age ends. The fence covers that time,
/// because it was raised before the block was acknowledged.
@Singleton
public final class PairBlocks {

    private final BlockStore store;
    private final FreePairs free;

    /// Answers from a store and from what is remembered of it.
    public PairBlocks(BlockStore store, FreePairs free) {
        this.store = store;
        this.free = free;
    }

    /// Those of the pairs between which a block stands, in either direction. A change that was made in this
    /// process counts from [#changed] on. Throws `StoreUnavailable` when any of the pairs is unknown and the
    /// store is out of reach.
    public Set<UserPair> blockedAmong(Collection<UserPair> pairs) {
        var unknown = new HashSet<UserPair>();
        for (UserPair pair : pairs) {
            if (!free.contains(pair)) {
                unknown.add(pair);
            }
        }
        return unknown.isEmpty() ? Set.of() : read(unknown);
    }

    /// Forgets the pair: a block between the two has, or may have, changed in the store.
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
