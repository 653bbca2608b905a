package dev.parley.thread.domain;

/// What a participant may do in a group.
public enum GroupRole {
    /// None: in a direct thread.
    UNSPECIFIED,
    /// Adds and removes participants.
    OWNER,
    MEMBER
}
