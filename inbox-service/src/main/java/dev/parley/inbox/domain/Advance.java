package dev.parley.inbox.domain;

/// The inbox of a user has reached a revision.
public record Advance(UserId user, long revision) {}
