package dev.parley.thread.roster;

/// Whether a thread is the one direct thread of a pair.
public enum ThreadForm {
    /// The one direct thread of two users. Its participants are fixed.
    DIRECT,
    /// Any other thread.
    GROUP
}
