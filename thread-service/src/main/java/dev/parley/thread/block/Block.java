package dev.parley.thread.block;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;

/// A block as safety decided it, or its end. The version grows with each change of this blocker and blocked,
/// from 1.
public record Block(UserId blocker, UserId blocked, boolean active, long version) {
    /// The two users.
    public UserPair pair() {
        return UserPair.of(blocker, blocked);
    }
}
