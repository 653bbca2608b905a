package dev.parley.thread.clients;

import dev.parley.id.ThreadId;
import dev.parley.platform.outbox.OutboxEntry;
import dev.parley.platform.outbox.OutboxTarget;
import dev.parley.thread.fence.FencePusher;
import dev.parley.thread.lookup.ThreadDirectory;
import dev.parley.thread.postgres.ThreadOutbox;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.roster.ThreadStore;
import jakarta.inject.Singleton;
import java.util.List;

/// Pushes the fences that no request pushed: its process died, or the message service was away.
@Singleton
public final class FenceRelay implements OutboxTarget {
    private final ThreadDirectory directory;
    private final ThreadStore store;
    private final FencePusher pusher;

    FenceRelay(ThreadDirectory directory, ThreadStore store, FencePusher pusher) {
        this.directory = directory;
        this.store = store;
        this.pusher = pusher;
    }

    @Override
    public String topic() {
        return ThreadOutbox.FENCE;
    }

    @Override
    public void deliver(List<OutboxEntry> entries) {
        directory
                .findAll(
                        entries.stream().map(entry -> new ThreadId(entry.key())).toList())
                .forEach(this::push);
    }

    private void push(Roster roster) {
        var thread = roster.thread();
        if (thread.isUnfenced()) {
            pusher.push(roster);
            store.fenceInForce(thread.id(), thread.version());
        }
    }
}
