package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.platform.outbox.Outbox;
import dev.parley.thread.change.Change;
import dev.parley.thread.change.Consumer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/// Queues, in the transaction of a change, the updates for other services.
final class ThreadOutbox {
    /// How long the request itself may take to push its fence before the relay does it.
    private static final Duration REQUEST_LEASE = Duration.ofSeconds(3);

    private ThreadOutbox() {}

    /// Queues a change: for the inbox if participants see it, and for the message service if it affects the
    /// fence.
    static void note(Connection connection, Change change) throws SQLException {
        var thread = change.after().thread();
        var id = thread.id().value();
        if (change.fenceTouched()) {
            Outbox.put(connection, Consumer.FENCE.topic(), id, thread.stamp().fenceVersion(), REQUEST_LEASE);
        }
        if (change.isSeen()) {
            Outbox.put(connection, Consumer.INBOX.topic(), id, thread.shownVersion(), Duration.ZERO);
        }
    }

    /// Records that these fences are in force.
    static void fencesInForce(Connection connection, Map<ThreadId, Long> versions) throws SQLException {
        for (var entry : versions.entrySet()) {
            Outbox.settle(connection, Consumer.FENCE.topic(), entry.getKey().value(), entry.getValue());
        }
    }
}
