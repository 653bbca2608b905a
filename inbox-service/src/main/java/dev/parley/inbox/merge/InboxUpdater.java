package dev.parley.inbox.merge;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Merges news of threads and logs, and lets the readers of this process know.
public final class InboxUpdater {

    /// How many participants the threads of one write have together, and how many heads one write merges: it
    /// locks threads and inboxes.
    private static final int MOST_SEATS = 2000;

    private static final int MOST_HEADS = 128;

    private static final Logger LOG = LoggerFactory.getLogger(InboxUpdater.class);

    private final MergeStore store;
    private final List<MergeListener> listeners;

    /// Merges into a store.
    public InboxUpdater(MergeStore store, List<MergeListener> listeners) {
        this.store = store;
        this.listeners = List.copyOf(listeners);
    }

    /// Merges heads and cursors; durable when it returns. Many are merged in several writes: after a failure some
    /// of them may be there, and a repetition merges the rest.
    public void applyHeads(List<ThreadHead> heads) {
        for (int from = 0; from < heads.size(); from += MOST_HEADS) {
            announce(store.mergeHeads(heads.subList(from, Math.min(from + MOST_HEADS, heads.size()))));
        }
    }

    /// Merges threads and those who take part in them; durable when it returns. Many are merged in several
    /// writes, as heads are.
    public void applyThreads(List<ThreadChange> changes) {
        var batch = new ArrayList<ThreadChange>();
        int seats = 0;
        for (ThreadChange change : changes) {
            if (!batch.isEmpty() && seats + change.participants().size() > MOST_SEATS) {
                announce(store.mergeThreads(batch));
                batch.clear();
                seats = 0;
            }
            batch.add(change);
            seats += change.participants().size();
        }
        announce(store.mergeThreads(batch));
    }

    /// Brings one large thread that is due up to its head. Returns whether there was one.
    public boolean applyDue() {
        var advances = store.mergeDue();
        announce(advances);
        return !advances.isEmpty();
    }

    /// Places some of the threads again that an older version of the rules placed. Returns whether there were
    /// any.
    public boolean applyOutdated() {
        var advances = store.mergeOutdated();
        advances.ifPresent(this::announce);
        return advances.isPresent();
    }

    /// A merge stays acknowledged even if a listener fails.
    private void announce(List<Advance> advances) {
        for (MergeListener listener : listeners) {
            try {
                listener.merged(advances);
            } catch (RuntimeException fault) {
                LOG.error("A listener to merges failed", fault);
            }
        }
    }
}
