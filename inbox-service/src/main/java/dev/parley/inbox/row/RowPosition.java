package dev.parley.inbox.row;

import dev.parley.id.ThreadId;
import java.time.Instant;

/// A position in a folder, which is ordered by pin rank, then by time, then by thread, all descending.
public record RowPosition(long pinRank, Instant activityTime, ThreadId thread) {}
