package dev.parley.thread.lookup;

import dev.parley.id.UserId;
import dev.parley.thread.thread.ThreadKind;
import java.util.Optional;
import java.util.Set;

/// A query for the threads of a user, newest first by creation, after a position; only some kinds, or all if
/// none is given.
public record ThreadQuery(UserId user, Set<ThreadKind> kinds, Optional<ThreadPosition> after) {
    /// Copies the collections.
    public ThreadQuery {
        kinds = Set.copyOf(kinds);
    }
}
