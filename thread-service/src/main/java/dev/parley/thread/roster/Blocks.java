package dev.parley.thread.roster;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import java.util.Set;

/// The active blocks among a set of users.
public record Blocks(Set<BlockedPair> pairs) {
    /// No blocks.
    public static final Blocks NONE = new Blocks(Set.of());

    /// Copies the collections.
    public Blocks {
        pairs = Set.copyOf(pairs);
    }

    /// Whether the first user blocks the second one.
    public boolean has(UserId blocker, UserId blocked) {
        return !pairs.isEmpty() && pairs.contains(new BlockedPair(blocker, blocked));
    }

    /// Whether one of the two blocks the other.
    public boolean between(UserPair pair) {
        return has(pair.first(), pair.second()) || has(pair.second(), pair.first());
    }
}
