package dev.parley.thread.thread;

import java.util.Map;
import java.util.Optional;

/// The business objects that a thread belongs to, by their ids on the platform: at least one, and at most
/// one of each type.
public record ThreadLink(Map<Type, String> ids) {
    /// Keeps its own copy. Refuses a link to nothing with [IllegalArgumentException].
    public ThreadLink {
        ids = Map.copyOf(ids);
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("A link names at least one object.");
        }
    }

    /// The id of the object of a type, if the link names one.
    public Optional<String> find(Type type) {
        return Optional.ofNullable(ids.get(type));
    }

    /// The types of business objects.
    public enum Type {
        ORDER,
        BOOKING,
        LEG,
        LBG,
        POSTING
    }
}
