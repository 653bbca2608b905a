package dev.parley.bench.load;

import java.util.List;

/// The senders and the watchers of a thread.
///
/// @param threadId a thread without messages of the driver
/// @param senders the users who send
/// @param watchers the users who watch, with one feed each
public record ThreadPlan(String threadId, List<String> senders, List<String> watchers) {

    /// Returns the number of arrivals that complete a message of a sender: its acknowledgement, and its
    /// receipt by every watcher except the sender.
    int partsFor(String sender) {
        return 1 + (int) watchers.stream().filter(user -> !user.equals(sender)).count();
    }

    /// Whether all calls of the thread share a connection. Threads with many watchers use all connections.
    boolean isCompact() {
        return watchers.size() <= 2;
    }
}
