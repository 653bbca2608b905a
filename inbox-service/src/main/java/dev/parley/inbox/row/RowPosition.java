package dev.parley.inbox.row;

import dev.parley.id.ThreadId;
import java.time.Instant;

/// A place in a folder, which is ordered by time and then by thread, both descending.
public record RowPosition(Instant activityTime, ThreadId thread) {}
