package dev.parley.safety.block;

import dev.parley.id.UserPair;

/// Caches, for a bounded time, pairs of users without a block. It may drop any of them at any moment.
public interface FreePairs {

    /// Whether the pair is cached.
    boolean contains(UserPair pair);

    /// Returns a mark of this moment, to be taken before the store is read.
    long mark();

    /// Caches a pair, unless it was removed after the mark: the read that found no block may be older than
    /// the block that removed the pair.
    void add(UserPair pair, long mark);

    /// Removes a pair. Once this has returned, only a read that began later can add the pair again.
    void remove(UserPair pair);
}
