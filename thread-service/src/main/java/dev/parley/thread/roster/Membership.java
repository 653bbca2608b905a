package dev.parley.thread.roster;

import dev.parley.platform.enums.Numbered;

/// Whether a user takes part in a thread. It says nothing about contact: a block leaves the membership as it is.
public enum Membership implements Numbered {
    /// Takes part.
    ACTIVE(1),
    /// Is invited, and does not take part yet.
    INVITED(2),
    /// Left.
    LEFT(3),
    /// Was removed by somebody else.
    REMOVED(4),
    /// Was removed, and cannot be added again.
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
