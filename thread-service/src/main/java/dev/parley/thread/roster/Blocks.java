package dev.parley.thread.roster;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The active blocks among a set of users.
///
/// @param blocked for each user who blocks, whom
public record Blocks(Map<UserId, Set<UserId>> blocked) {
    /// No blocks.
    public static final Blocks NONE = new Blocks(Map.of());

    /// Copies the map.
    public Blocks {
        blocked = Map.copyOf(blocked);
    }

    /// Creates an instance from single blocks.
    public static Blocks of(Collection<BlockedPair> pairs) {
        var blocked = new HashMap<UserId, Set<UserId>>();
        pairs.forEach(pair ->
                blocked.computeIfAbsent(pair.blocker(), key -> new HashSet<>()).add(pair.blocked()));
        return new Blocks(blocked);
    }

    /// Whether there are none.
    public boolean isEmpty() {
        return blocked.isEmpty();
    }

    /// Returns the users whom a user blocks.
    public Set<UserId> of(UserId blocker) {
        return blocked.getOrDefault(blocker, Set.of());
    }

    /// Whether the first user blocks the second one.
    public boolean has(UserId blocker, UserId blocked) {
        return of(blocker).contains(blocked);
    }

    /// Whether one of the two blocks the other.
    public boolean between(UserPair pair) {
        return has(pair.first(), pair.second()) || has(pair.second(), pair.first());
    }
}
