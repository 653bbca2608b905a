package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.platform.outbox.Outbox;
import dev.parley.thread.roster.MessageThread;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// Notes in the transaction of a change to whom the thread has to be told, by thread and version.
public final class ThreadOutbox {
    /// Fences, to the message service.
    public static final String FENCE = "fence";

    /// Threads and their participants, to the inbox service.
    public static final String INBOX = "inbox";

    /// How long the request itself has for pushing its fence, before the relay does it.
    private static final Duration REQUEST_LEASE = Duration.ofSeconds(3);

    private ThreadOutbox() {}

    /// Notes that this version has to be told.
    public static void note(Connection connection, MessageThread thread) throws SQLException {
        Outbox.put(connection, FENCE, thread.id().value(), thread.version(), REQUEST_LEASE);
        Outbox.put(connection, INBOX, thread.id().value(), thread.version(), Duration.ZERO);
    }

    /// Notes that the fence of this version is in force.
    public static void fenceInForce(Connection connection, ThreadId thread, long version) throws SQLException {
        Outbox.settle(connection, FENCE, thread.value(), version);
    }
}
