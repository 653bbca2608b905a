package dev.parley.inbox.row;

import java.util.List;
import java.util.Optional;

/// A page of a folder, newest first, all of it read at one moment.
///
/// @param <R>      a row
/// @param next     where the next page starts; empty on the last one
/// @param revision the revision of the inbox at that moment
public record InboxPage<R>(List<R> rows, Optional<RowPosition> next, long revision) {

    /// Keeps its own copy of the rows.
    public InboxPage {
        rows = List.copyOf(rows);
    }
}
