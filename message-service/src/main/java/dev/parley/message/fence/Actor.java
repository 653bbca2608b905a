package dev.parley.message.fence;

import dev.parley.id.UserId;

/// The cause of a change of a thread: a user (`usr_…`) or a service (`service:NAME`).
public record Actor(String value) {

    private static final int LONGEST = 100;

    /// Throws [IllegalArgumentException] if it is empty or longer than 100 characters.
    public Actor {
        if (value.isEmpty() || value.length() > LONGEST) {
            throw new IllegalArgumentException("Not an actor");
        }
    }

    /// Returns a user as an actor.
    public static Actor of(UserId user) {
        return new Actor(user.value());
    }
}
