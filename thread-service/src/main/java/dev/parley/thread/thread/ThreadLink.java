package dev.parley.thread.thread;

import java.util.Map;
import java.util.Optional;

/// The business objects that a thread belongs to, by their ids on the platform: at least one, and at most
/// one of each type.
public record ThreadLink(Map<Type, String> ids) {
    /// Copies the map. Throws [IllegalArgumentException] for an empty link.
    public ThreadLink {
        ids = Map.copyOf(ids);
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("A link must name at least one object.");
        }
    }

    /// Returns the id of the object of a type, if the link contains one.
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
