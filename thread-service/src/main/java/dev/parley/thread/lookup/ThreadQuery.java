package dev.parley.thread.lookup;

import dev.parley.id.UserId;
import dev.parley.thread.thread.ThreadKind;
import java.util.Optional;
import java.util.Set;

/// The threads of a user, newest created first, from behind a position; of some kinds, or of all when none is
/// named.
public record ThreadQuery(UserId user, Set<ThreadKind> kinds, Optional<ThreadPosition> after) {
    /// Keeps its own copy.
    public ThreadQuery {
        kinds = Set.copyOf(kinds);
    }
}
