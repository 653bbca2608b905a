package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.platform.outbox.Outbox;
import dev.parley.thread.change.Change;
import dev.parley.thread.change.Consumer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/// Notes, in the transaction of a change, who else has to hear of the thread.
final class ThreadOutbox {
    /// How long the request itself has for pushing its fence, before the relay does it.
    private static final Duration REQUEST_LEASE = Duration.ofSeconds(3);

    private ThreadOutbox() {}

    /// Notes a change: the inbox hears of each one, the message service of those that touch the fence.
    static void note(Connection connection, Change change) throws SQLException {
        var thread = change.after().thread();
        var id = thread.id().value();
        if (change.fenceTouched()) {
            Outbox.put(connection, Consumer.FENCE.topic(), id, thread.stamp().fenceVersion(), REQUEST_LEASE);
        }
        Outbox.put(connection, Consumer.INBOX.topic(), id, thread.version(), Duration.ZERO);
    }

    /// Notes that these fences are in force.
    static void fencesInForce(Connection connection, Map<ThreadId, Long> versions) throws SQLException {
        for (var entry : versions.entrySet()) {
            Outbox.settle(connection, Consumer.FENCE.topic(), entry.getKey().value(), entry.getValue());
        }
    }
}
