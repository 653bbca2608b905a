package dev.parley.safety.screen;

/// What happens to the send.
public enum Decision {
    /// The send may proceed.
    ALLOW,
    /// The send is refused.
    REFUSE
}
