package dev.parley.thread.fence;

/// Is notified when a change is committed.
public interface ChangeSignal {
    /// Triggers the delivery of what the outbox contains. Never fails or waits.
    void changed();
}
