package dev.parley.inbox.domain;

/// A position that an answer must already know.
public record AtLeast(ThreadId thread, long sequence) {}
