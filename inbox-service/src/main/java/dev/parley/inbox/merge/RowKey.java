package dev.parley.inbox.merge;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;

/// A thread in the inbox of a user.
public record RowKey(UserId user, ThreadId thread) {}
