package dev.parley.thread.roster;

import dev.parley.platform.enums.Numbered;

/// Whether a user is a participant of a thread. Independent of contact: a block does not change the
/// membership.
public enum Membership implements Numbered {
    /// Is a participant.
    ACTIVE(1),
    /// Is invited, and not a participant yet.
    INVITED(2),
    /// Left.
    LEFT(3),
    /// Was removed by another user or service.
    REMOVED(4),
    /// Was removed and cannot be added again.
    BANNED(5);

    private final int number;

    Membership(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
