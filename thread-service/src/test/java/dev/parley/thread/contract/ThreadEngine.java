package dev.parley.thread.contract;

import dev.parley.id.ThreadId;
import dev.parley.thread.block.BlockStore;
import dev.parley.thread.fence.AcknowledgedFences;
import dev.parley.thread.lookup.ThreadDirectory;
import dev.parley.thread.membership.RosterStore;
import dev.parley.thread.open.OpenStore;
import dev.parley.thread.roster.Consumer;
import dev.parley.thread.roster.ThreadEvent;
import java.util.List;

/// All stores of one engine, and what tests inspect besides their ports.
public interface ThreadEngine extends AutoCloseable {
    OpenStore opens();

    RosterStore rosters();

    BlockStore blocks();

    AcknowledgedFences fences();

    ThreadDirectory directory();

    /// Returns the history of a thread, in order.
    List<ThreadEvent> events(ThreadId thread);

    /// Returns the version that is still queued for a consumer; 0 if none is.
    long owed(Consumer consumer, ThreadId thread);

    /// Lets 31 days pass for all completed requests.
    void forgetRequests();

    @Override
    void close();
}
