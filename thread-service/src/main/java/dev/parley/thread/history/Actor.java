package dev.parley.thread.history;

import dev.parley.id.UserId;

/// The user or service that made a change, in wire form: `usr_…` or `service:NAME`.
public record Actor(String value) {
    private static final String SERVICE = "service:";

    /// Throws [IllegalArgumentException] for an empty name.
    public Actor {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("An actor must have a name");
        }
    }

    /// Returns a user as an actor.
    public static Actor of(UserId user) {
        return new Actor(user.value());
    }

    /// Returns a service as an actor.
    public static Actor service(String name) {
        return new Actor(SERVICE + name);
    }

    @Override
    public String toString() {
        return value;
    }
}
