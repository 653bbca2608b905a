package dev.parley.inbox.merge;

import dev.parley.platform.enums.Numbered;

/// How a user joined a thread, according to the newest known version of the thread that lists the user.
public enum Seat implements Numbered {
    /// Never listed; a cursor may be known nevertheless.
    NONE(0),
    /// A participant, or former participant, from the creation of the thread.
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
