package dev.parley.inbox.domain;

import java.time.Instant;

/// A place in a folder, which is ordered by time and then by thread, both descending.
public record RowPosition(Instant activityTime, ThreadId thread) {}
