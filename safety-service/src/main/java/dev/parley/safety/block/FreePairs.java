package dev.parley.safety.block;

import dev.parley.id.UserPair;

/// Remembers for a bounded time pairs of users between which no block stood. It may forget any of them at any
/// moment.
public interface FreePairs {

    /// Whether the pair is remembered.
    boolean contains(UserPair pair);

    /// A mark of this moment, to be taken before the store is read.
    long mark();

    /// Remembers a pair, unless it was removed after the mark: the read that found it free may be older than
    /// the block that removed it.
    void add(UserPair pair, long mark);

    /// Forgets a pair. Once this has returned, only a read that began later can bring the pair back.
    void remove(UserPair pair);
}
