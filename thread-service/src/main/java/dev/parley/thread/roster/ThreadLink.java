package dev.parley.thread.roster;

/// The one business object that a thread belongs to, by its id on the platform.
public record ThreadLink(Type type, String id) {
    /// What the object is.
    public enum Type {
        ORDER,
        BOOKING,
        LEG,
        LBG,
        POSTING
    }
}
