package dev.parley.inbox.merge;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Merges updates of threads and logs, and notifies the readers of this process.
public final class InboxUpdater {

    /// The maximum number of participants of the threads in one write, and of heads in one write, because a
    /// write locks threads and inboxes.
    private static final int MOST_PARTICIPANTS = 2000;

    private static final int MOST_HEADS = 128;

    private static final Logger LOG = LoggerFactory.getLogger(InboxUpdater.class);

    private final MergeStore store;
    private final List<MergeListener> listeners;

    /// Merges into a store.
    public InboxUpdater(MergeStore store, List<MergeListener> listeners) {
        this.store = store;
        this.listeners = List.copyOf(listeners);
    }

    /// Merges heads and cursors; durable on return. Large batches are merged in several writes: after a
    /// failure some of them may be stored, and a retry merges the rest.
    public void applyHeads(List<ThreadHead> heads) {
        for (int from = 0; from < heads.size(); from += MOST_HEADS) {
            announce(store.mergeHeads(heads.subList(from, Math.min(from + MOST_HEADS, heads.size()))));
        }
    }

    /// Merges threads and their participants; durable on return. Large batches are merged in several writes,
    /// as heads are.
    public void applyThreads(List<ThreadChange> changes) {
        var batch = new ArrayList<ThreadChange>();
        int participants = 0;
        for (ThreadChange change : changes) {
            if (!batch.isEmpty() && participants + change.participants().size() > MOST_PARTICIPANTS) {
                announce(store.mergeThreads(batch));
                batch.clear();
                participants = 0;
            }
            batch.add(change);
            participants += change.participants().size();
        }
        announce(store.mergeThreads(batch));
    }

    /// Updates the rows of one due large thread to its head. Returns whether there was one.
    public boolean applyDue() {
        var advances = store.mergeDue();
        announce(advances);
        return !advances.isEmpty();
    }

    /// Recomputes the places of some threads that an older version of the rules placed. Returns whether there
    /// were any.
    public boolean applyOutdated() {
        var advances = store.mergeOutdated();
        advances.ifPresent(this::announce);
        return advances.isPresent();
    }

    /// Notifies the readers of this process after a write. It stays acknowledged even if a listener fails.
    public void announce(List<Advance> advances) {
        for (MergeListener listener : listeners) {
            try {
                listener.merged(advances);
            } catch (Throwable fault) {
                LOG.error("A merge listener failed", fault);
            }
        }
    }
}
