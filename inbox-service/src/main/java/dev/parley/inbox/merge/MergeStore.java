package dev.parley.inbox.merge;

import java.util.List;

/// Merges news into inboxes. News may come twice, late and out of order: the greatest head, the greatest cursor and
/// the newest version of a thread win, each on its own, so the end is always the same. What comes before its thread is
/// kept until that is known.
///
/// Each call is one transaction. It gives those whose rows changed a new revision, greater than any that the same user
/// had before, and says which.
public interface MergeStore {

    /// Merges heads and cursors, each thread once.
    List<Advance> mergeHeads(List<ThreadHead> heads);

    /// Merges threads and who takes part in them, each thread once.
    List<Advance> mergeThreads(List<ThreadChange> changes);
}
