package dev.parley.thread.thread;

import dev.parley.platform.enums.Numbered;

/// Whether a thread is in use.
public enum ThreadStatus implements Numbered {
    /// Open for writing.
    OPEN(1);

    private final int number;

    ThreadStatus(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
