package dev.parley.thread.contract;

import dev.parley.id.ThreadId;
import dev.parley.thread.block.BlockStore;
import dev.parley.thread.change.Consumer;
import dev.parley.thread.fence.AcknowledgedFences;
import dev.parley.thread.history.HistoryStore;
import dev.parley.thread.history.ThreadEvent;
import dev.parley.thread.lookup.ThreadDirectory;
import dev.parley.thread.membership.RosterStore;
import dev.parley.thread.open.OpenStore;
import java.time.Duration;
import java.util.List;

/// All stores of one engine, and what tests look at beside their ports.
public interface ThreadEngine extends AutoCloseable {
    OpenStore opens();

    RosterStore rosters();

    BlockStore blocks();

    AcknowledgedFences fences();

    ThreadDirectory directory();

    HistoryStore history();

    /// The history of a thread, in its order.
    List<ThreadEvent> events(ThreadId thread);

    /// Makes all that happened in a thread so far older.
    void age(ThreadId thread, Duration by);

    /// The version that the engine still owes to a consumer; 0 when it owes none.
    long owed(Consumer consumer, ThreadId thread);

    /// Lets 31 days pass for all requests that were answered.
    void forgetRequests();

    @Override
    void close();
}
