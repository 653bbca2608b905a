package dev.parley.thread.block;

import dev.parley.id.ThreadId;
import dev.parley.id.UserPair;
import dev.parley.thread.change.Rule;
import dev.parley.thread.roster.Roster;
import java.util.List;
import java.util.Optional;

/// Stores blocks and how far threads follow them, and finds the threads that they concern.
public interface BlockStore {
    /// How far the shared threads follow a block: all with an id from `from` on do. Threads that are opened or
    /// joined after the block follow it from the start.
    ///
    /// @param version the current version of the block
    /// @param from empty if no thread is known to follow this version
    /// @param done whether all threads follow
    record Progress(long version, Optional<ThreadId> from, boolean done) {}

    /// Stores a block that is newer than the known one, and returns how far threads follow the current version.
    /// Every thread that is opened or joined later sees the block, and every earlier one is among [#shared].
    Progress put(Block block);

    /// Records that all shared threads from an id on follow a version of a block, or that all of them do if `from`
    /// is empty, and returns the progress. Never takes anything back, and does nothing for a version that is not
    /// the current one.
    Progress advance(Block block, long version, Optional<ThreadId> from);

    /// Returns the threads of which both users are participants, from the greatest id to the least.
    ///
    /// @param before only threads with an id below this one; empty for all
    List<ThreadId> shared(UserPair pair, Optional<ThreadId> before, int limit);

    /// Returns those of the shared threads whose newest fence is not in force, at most `limit`.
    List<ThreadId> unfenced(UserPair pair, int limit);

    /// Runs a rule on each of the threads that still exist and that nobody else is changing, under the blocks between
    /// the two users, and stores the resulting changes, in one transaction. Returns the threads after the change.
    List<Roster> changeFree(Block block, List<ThreadId> threads, Rule rule);

    /// Does the same with one thread, after waiting for those who are changing it. Empty if it does not exist.
    Optional<Roster> changeOne(Block block, ThreadId thread, Rule rule);
}
