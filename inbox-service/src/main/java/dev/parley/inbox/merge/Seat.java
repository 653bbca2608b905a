package dev.parley.inbox.merge;

import dev.parley.platform.enums.Numbered;

/// How a user came into a thread, as far as the newest known version of the thread with that user says.
public enum Seat implements Numbered {
    /// Never seen in it; a cursor may be known all the same.
    NONE(0),
    /// Takes part or took part since the thread was created.
    FOUNDING(1),
    /// Joined later, perhaps not for the first time. The log sets a cursor at each join.
    JOINED(2);

    private final int number;

    Seat(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
