package dev.parley.thread.fence;

/// Hears that a change was committed.
public interface ChangeSignal {
    /// Has what the store owes to others delivered soon. Never fails or waits.
    void changed();
}
