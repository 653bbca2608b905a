package dev.parley.inbox.merge;

import java.util.List;
import java.util.Optional;

/// Merges news into inboxes by [MergeRound]. News may come twice, late and out of order: the greatest head, the
/// newest cursor and the newest version of a thread hold, each on its own, so the end is always the same. News
/// that comes before its thread is kept until the thread is known.
///
/// Each call is one write. It gives each row that changes for its user a new revision of that user, greater than
/// any that the same user had before. A revision that a reader sees is final: no smaller one of the same user
/// appears later.
///
/// Each call returns the inboxes that it looked at: with the newest revision those that changed, with 0 the
/// others.
public interface MergeStore {

    /// Merges heads and cursors, each thread once.
    List<Advance> mergeHeads(List<ThreadHead> heads);

    /// Merges threads and those who take part in them, each thread once.
    List<Advance> mergeThreads(List<ThreadChange> changes);

    /// Brings all rows of one large thread that is due up to its head. Empty when none is due now.
    List<Advance> mergeDue();

    /// Places all rows again of some threads that an older version of the rules placed, or whose places were
    /// dropped. Rows that stay where they are get no revision. Empty when there are no such threads now.
    Optional<List<Advance>> mergeOutdated();

    /// Forgets some of the rows that were removed more than 30 days ago. A reader who has seen less starts
    /// from the current state again. Returns whether there may be more.
    boolean forgetRemoved();
}
