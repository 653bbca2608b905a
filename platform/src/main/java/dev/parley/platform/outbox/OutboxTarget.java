package dev.parley.platform.outbox;

import java.util.List;

/// Pushes the current state of keys to their consumer.
public interface OutboxTarget {

    /// The topic that this target serves.
    String topic();

    /// Reads the current state of the keys and pushes it. Returns once the consumer has it; a version newer than
    /// that of the entry may be pushed. Throws when any of them could not be pushed: all are tried again, then one
    /// by one. May be called twice for the same entry, and by several replicas.
    void deliver(List<OutboxEntry> entries);
}
