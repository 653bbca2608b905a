package dev.parley.thread.roster;

import dev.parley.platform.enums.Numbered;

/// The rights of a participant in a group.
public enum GroupRole implements Numbered {
    OWNER(1),
    ADMIN(2),
    MEMBER(3),
    /// No role, in a direct thread.
    NONE(4);

    private final int number;

    GroupRole(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /// Whether this role may add and remove participants.
    public boolean changesParticipants() {
        return this == OWNER || this == ADMIN;
    }
}
