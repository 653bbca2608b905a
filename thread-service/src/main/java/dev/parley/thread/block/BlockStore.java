package dev.parley.thread.block;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.thread.change.Rule;
import dev.parley.thread.roster.Roster;
import java.util.List;
import java.util.Optional;

/// Stores blocks, and finds the threads that they concern.
public interface BlockStore {
    /// Stores a block that is newer than the known one, and returns the current version. Every thread that is
    /// opened or joined later sees the block, and every earlier one is among [#shared].
    long put(Block block);

    /// Returns the threads of which both users are participants, in id order.
    List<ThreadId> shared(UserPair pair);

    /// Runs a rule on each of the threads that still exist and that nobody else is changing, under the blocks
    /// among its participants, and stores the resulting changes, in one transaction. Returns the threads after
    /// the change.
    ///
    /// @param blocker whose block it is
    List<Roster> changeFree(UserId blocker, List<ThreadId> threads, Rule rule);

    /// Does the same with one thread, after waiting for those who are changing it. Empty if it does not exist.
    Optional<Roster> changeOne(UserId blocker, ThreadId thread, Rule rule);
}
