package dev.parley.thread.roster;

/// Whether a user takes part in a thread.
public enum ParticipantStatus {
    ACTIVE,
    /// Left or was removed; may neither read nor write.
    LEFT,
    /// Takes part in a thread of two whose other participant blocked this one: reads, and does not write.
    BLOCKED
}
