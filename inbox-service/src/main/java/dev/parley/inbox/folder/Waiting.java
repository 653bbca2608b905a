package dev.parley.inbox.folder;

import dev.parley.platform.enums.Numbered;

/// An item that waits for a user in a thread.
public enum Waiting implements Numbered {
    /// A card that the user can act on.
    CARD(1),
    /// A gate that the user must accept before the thread is open.
    GATE(2),
    /// Something that the user owes by a deadline.
    OBLIGATION(3);

    private final int number;

    Waiting(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
