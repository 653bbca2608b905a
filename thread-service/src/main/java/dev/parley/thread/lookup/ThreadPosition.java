package dev.parley.thread.lookup;

import dev.parley.id.ThreadId;
import java.time.Instant;

/// The position of a thread among the threads of a user.
public record ThreadPosition(Instant createTime, ThreadId thread) {}
