package dev.parley.inbox.merge;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Merges updates into inboxes with [MergeRound]. Updates may be repeated, delayed or reordered: the greatest
/// head, the newest cursor and the newest version of a thread win, each independently, so the result is
/// always the same. An update that arrives before its thread is kept until the thread is known.
///
/// Each call is one write. It gives each row that changes for its user a new revision of that user, greater
/// than any that the same user had before. A revision that a reader sees is final: no smaller one of the same
/// user appears later.
///
/// Each call returns the affected inboxes: with the newest revision if they changed, otherwise with 0.
public interface MergeStore {

    /// How long the rows of a large thread stay as they are after they were updated to its head. Together with the
    /// interval at which due threads are looked for, rows are updated about once a second.
    Duration REST = Duration.ofMillis(900);

    /// Merges heads and cursors, each thread once.
    List<Advance> mergeHeads(List<ThreadHead> heads);

    /// Merges threads and their participants, each thread once.
    List<Advance> mergeThreads(List<ThreadChange> changes);

    /// Updates all rows of one due large thread to its head. A thread is due as soon as something happened, but no
    /// sooner than [#REST] after its rows were last updated. Empty if none is due now.
    List<Advance> mergeDue();

    /// Recomputes the places of all rows of some threads that an older version of the rules placed, or whose
    /// places were dropped. Rows that stay where they are get no revision. Empty if there are no such threads
    /// now.
    Optional<List<Advance>> mergeOutdated();

    /// Deletes some of the rows that were removed more than 30 days ago. A reader who has seen less starts
    /// again from the current state. Returns whether there may be more.
    boolean forgetRemoved();
}
