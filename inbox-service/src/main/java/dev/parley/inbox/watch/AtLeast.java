package dev.parley.inbox.watch;

import dev.parley.id.ThreadId;

/// A position that an answer must already know.
public record AtLeast(ThreadId thread, long sequence) {}
