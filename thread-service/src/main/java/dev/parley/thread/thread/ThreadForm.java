package dev.parley.thread.thread;

import dev.parley.platform.enums.Numbered;

/// Whether a thread is the only direct thread of a pair.
public enum ThreadForm implements Numbered {
    /// The only direct thread of two users. Its participants are fixed.
    DIRECT(1),
    GROUP(2);

    private final int number;

    ThreadForm(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
