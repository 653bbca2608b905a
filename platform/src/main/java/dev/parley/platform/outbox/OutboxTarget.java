package dev.parley.platform.outbox;

import java.util.List;

/// Pushes the current state of keys to their consumer.
public interface OutboxTarget {

    /// Returns the topic that this target serves.
    String topic();

    /// Reads the current state of the keys and pushes it, possibly at a newer version than the entry's.
    /// Returns once the consumer has it. Throws if any push failed: all entries are then retried one by one.
    /// May be called twice for the same entry, and by several replicas.
    void deliver(List<OutboxEntry> entries);
}
