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

/// All stores of one engine, and what tests inspect besides their ports.
public interface ThreadEngine extends AutoCloseable {
    OpenStore opens();

    RosterStore rosters();

    BlockStore blocks();

    AcknowledgedFences fences();

    ThreadDirectory directory();

    HistoryStore history();

    /// Returns the history of a thread, in order.
    List<ThreadEvent> events(ThreadId thread);

    /// Makes everything that has happened in a thread older.
    void age(ThreadId thread, Duration by);

    /// Returns the version that is still queued for a consumer; 0 if none is.
    long owed(Consumer consumer, ThreadId thread);

    /// Lets 31 days pass for all completed requests.
    void forgetRequests();

    @Override
    void close();
}
