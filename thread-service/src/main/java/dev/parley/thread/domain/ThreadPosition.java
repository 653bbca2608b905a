package dev.parley.thread.domain;

import java.time.Instant;

/// The place of a thread among the threads of a user.
public record ThreadPosition(Instant createTime, ThreadId thread) {}
