package dev.parley.thread.memory;

import dev.parley.id.ThreadId;
import dev.parley.thread.block.BlockStore;
import dev.parley.thread.change.Consumer;
import dev.parley.thread.contract.ThreadEngine;
import dev.parley.thread.fence.AcknowledgedFences;
import dev.parley.thread.history.HistoryStore;
import dev.parley.thread.history.ThreadEvent;
import dev.parley.thread.lookup.ThreadDirectory;
import dev.parley.thread.membership.RosterStore;
import dev.parley.thread.open.OpenStore;
import java.time.Duration;
import java.util.List;

/// The stores in memory.
public final class MemoryEngine implements ThreadEngine {
    private final MemoryTables tables = new MemoryTables();
    private final MemoryStore store = new MemoryStore(tables);
    private final MemoryDirectory directory = new MemoryDirectory(tables);

    @Override
    public OpenStore opens() {
        return store;
    }

    @Override
    public RosterStore rosters() {
        return store;
    }

    @Override
    public BlockStore blocks() {
        return store;
    }

    @Override
    public AcknowledgedFences fences() {
        return store;
    }

    @Override
    public ThreadDirectory directory() {
        return directory;
    }

    @Override
    public HistoryStore history() {
        return tables;
    }

    @Override
    public void age(ThreadId thread, Duration by) {
        tables.age(thread, by);
    }

    @Override
    public List<ThreadEvent> events(ThreadId thread) {
        return tables.events(thread);
    }

    @Override
    public long owed(Consumer consumer, ThreadId thread) {
        return tables.owed(consumer, thread);
    }

    @Override
    public void forgetRequests() {
        store.forgetRequests();
    }

    @Override
    public void close() {}
}
