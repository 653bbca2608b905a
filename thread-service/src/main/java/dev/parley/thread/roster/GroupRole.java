package dev.parley.thread.roster;

/// What a participant may do in a group.
public enum GroupRole {
    /// None: in a direct thread.
    UNSPECIFIED,
    OWNER,
    ADMIN,
    MEMBER;

    /// Whether this role adds and removes participants.
    public boolean changesParticipants() {
        return this == OWNER || this == ADMIN;
    }
}
