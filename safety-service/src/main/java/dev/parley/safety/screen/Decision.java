package dev.parley.safety.screen;

/// What becomes of a send.
public enum Decision {
    /// It may go on.
    ALLOW,
    /// It may not.
    REFUSE
}
