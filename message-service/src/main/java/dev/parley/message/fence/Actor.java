package dev.parley.message.fence;

import dev.parley.id.UserId;
import java.util.Optional;

/// The cause of a change of a thread: a user (`usr_…`) or a service (`service:NAME`).
public record Actor(String value) {

    private static final int LONGEST = 100;

    /// Throws [IllegalArgumentException] if it is empty or longer than 100 characters.
    public Actor {
        if (value.isEmpty() || value.length() > LONGEST) {
            throw new IllegalArgumentException("Not an actor");
        }
    }

    /// Returns the user; empty for a service.
    public Optional<UserId> user() {
        return UserId.isValid(value) ? Optional.of(new UserId(value)) : Optional.empty();
    }

    /// Whether it is this user.
    public boolean is(UserId user) {
        return value.equals(user.value());
    }

    /// Returns a user as an actor.
    public static Actor of(UserId user) {
        return new Actor(user.value());
    }
}
