package dev.parley.thread.block;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;

/// A block as safety decided it, or its end. The version increases with each change of this pair of blocker
/// and blocked, from 1.
public record Block(UserId blocker, UserId blocked, boolean active, long version) {
    /// Returns the two users.
    public UserPair pair() {
        return UserPair.of(blocker, blocked);
    }
}
