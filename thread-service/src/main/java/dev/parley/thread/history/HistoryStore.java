package dev.parley.thread.history;

import java.time.Duration;

/// Stores the histories of all threads. Each history is written with the changes of its thread.
public interface HistoryStore {
    /// Deletes events that are older than `life`, by the clock of the store: the oldest ones, at most `most`,
    /// in one transaction. Returns the number of deleted events. Concurrent calls delete different events.
    int forget(Duration life, int most);
}
