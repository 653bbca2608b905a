package dev.parley.inbox.row;

import dev.parley.id.ThreadId;
import java.util.Optional;

/// The newest change of a row.
///
/// @param <R> a row
/// @param row the current row; empty if the thread is no longer in the inbox
public record RowChange<R>(long revision, ThreadId thread, Optional<R> row) {}
