package dev.parley.inbox.merge;

import dev.parley.id.UserId;

/// The inbox of a user has reached a revision.
public record Advance(UserId user, long revision) {}
