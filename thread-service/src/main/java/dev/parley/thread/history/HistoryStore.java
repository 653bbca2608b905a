package dev.parley.thread.history;

import java.time.Duration;

/// Stores the histories of all threads. Each is written with the changes of its thread.
public interface HistoryStore {
    /// Forgets events that are older than a life, by the clock of the store: the oldest ones, at most `most` of
    /// them, in one transaction. Returns how many it forgot. Calls that run at once forget different events.
    int forget(Duration life, int most);
}
