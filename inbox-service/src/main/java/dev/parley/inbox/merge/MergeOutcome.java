package dev.parley.inbox.merge;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a store has to write after a round, all of it in one write.
///
/// @param threads   threads that changed
/// @param rows      rows that changed or are new
/// @param places    placements that get a new revision
/// @param due       large threads whose other rows are to be brought up to the head within about a second
/// @param revisions the new revision of each user who has one, and the old one of those who only were looked at
public record MergeOutcome(
        List<ThreadState> threads,
        Map<RowKey, RowState> rows,
        List<PlaceChange> places,
        Set<ThreadId> due,
        Map<UserId, Long> revisions) {

    /// Keeps its own copies.
    public MergeOutcome {
        threads = List.copyOf(threads);
        rows = Map.copyOf(rows);
        places = List.copyOf(places);
        due = Set.copyOf(due);
        revisions = Map.copyOf(revisions);
    }

    /// A thread has another placement, or another content at the same one.
    ///
    /// @param refiled whether the folders changed
    public record PlaceChange(RowKey key, Placement placement, long revision, boolean refiled) {}

    /// How far each user's inbox is.
    public List<Advance> advances() {
        return revisions.entrySet().stream()
                .map(entry -> new Advance(entry.getKey(), entry.getValue()))
                .toList();
    }
}
