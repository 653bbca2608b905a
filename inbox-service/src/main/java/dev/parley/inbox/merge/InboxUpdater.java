package dev.parley.inbox.merge;

import dev.parley.inbox.watch.InboxHub;
import jakarta.inject.Singleton;
import java.util.List;

/// Merges what the owners of threads and logs tell, and lets the readers of this process know.
@Singleton
public final class InboxUpdater {

    private final MergeStore store;
    private final InboxHub hub;

    /// Merges into a store.
    public InboxUpdater(MergeStore store, InboxHub hub) {
        this.store = store;
        this.hub = hub;
    }

    /// Merges heads and cursors; durable when it returns.
    public void applyHeads(List<ThreadHead> heads) {
        hub.announce(store.mergeHeads(heads));
    }

    /// Merges threads and who takes part in them; durable when it returns.
    public void applyThreads(List<ThreadChange> changes) {
        hub.announce(store.mergeThreads(changes));
    }
}
