package dev.parley.thread.history;

import dev.parley.id.UserId;

/// The user or the service that did something, as it stands on the wire: `usr_…` or `service:NAME`.
public record Actor(String value) {
    private static final String SERVICE = "service:";

    /// Refuses an empty name with [IllegalArgumentException].
    public Actor {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("An actor has a name");
        }
    }

    /// A user.
    public static Actor of(UserId user) {
        return new Actor(user.value());
    }

    /// A service.
    public static Actor service(String name) {
        return new Actor(SERVICE + name);
    }

    @Override
    public String toString() {
        return value;
    }
}
