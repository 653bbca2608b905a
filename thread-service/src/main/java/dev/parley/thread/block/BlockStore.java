package dev.parley.thread.block;

import dev.parley.id.ThreadId;
import dev.parley.id.UserPair;
import dev.parley.thread.change.Rule;
import dev.parley.thread.roster.Roster;
import java.util.List;

/// Stores blocks, and finds the threads that they concern.
public interface BlockStore {
    /// Stores a block that is newer than the one known, and returns the version that stands now. Every thread
    /// that is opened or joined later sees it, and every earlier one is among [#shared].
    long put(Block block);

    /// The threads in which both users take part, in the order of their ids.
    List<ThreadId> shared(UserPair pair);

    /// Runs a rule on each of the threads that still exist, under the blocks among its participants, and stores
    /// what comes of it, in one transaction. Returns the threads as they are then.
    List<Roster> changeAll(List<ThreadId> threads, Rule rule);
}
