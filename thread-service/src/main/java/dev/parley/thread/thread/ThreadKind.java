package dev.parley.thread.thread;

import dev.parley.platform.enums.Numbered;

/// The purpose of a thread. Direct threads are of kind `CHAT`.
public enum ThreadKind implements Numbered {
    CHAT(1),
    INQUIRY(2),
    PROJECT(3),
    BOOKING(4),
    STUDIO(5),
    INVITE(6),
    SUPPORT(7),
    DISPUTE(8),
    SYSTEM(9);

    private final int number;

    ThreadKind(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /// Whether users open threads of this kind themselves. Services open all others.
    public boolean isOpenedByUsers() {
        return this == CHAT || this == INQUIRY;
    }
}
