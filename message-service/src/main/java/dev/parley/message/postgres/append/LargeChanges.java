package dev.parley.message.postgres.append;

import dev.parley.id.ThreadId;
import dev.parley.message.log.PendingChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The large changes of a lane, which are spread over several batches: a batch with hundreds of them takes long, and
/// the small changes of others would wait for it. Changes of one thread keep their order, so whatever follows a large
/// one that waits here also waits here. Only the thread of the lane calls it.
final class LargeChanges {

    /// From this length on, in UTF-16 units, a change is large.
    private static final int LARGE = 2_000;

    /// The total length of large changes in one batch. The last one may exceed it.
    private static final int OF_BATCH = 100_000;

    private final Deque<PendingChange<?>> waiting = new ArrayDeque<>();
    private final Map<ThreadId, Integer> threads = new HashMap<>();

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    /// Takes the large changes out of a batch, and adds those whose turn it is, up to a number of changes in all. At
    /// least one of them has its turn.
    void spread(List<PendingChange<?>> batch, int most) {
        batch.removeIf(this::divert);
        int length = 0;
        PendingChange<?> next;
        while ((length == 0 || length < OF_BATCH && batch.size() < most) && (next = waiting.poll()) != null) {
            length += Math.max(1, next.change().weight());
            threads.computeIfPresent(next.thread(), (same, count) -> count == 1 ? null : count - 1);
            batch.add(next);
        }
    }

    private boolean divert(PendingChange<?> change) {
        if (change.change().weight() < LARGE && (threads.isEmpty() || !threads.containsKey(change.thread()))) {
            return false;
        }
        waiting.add(change);
        threads.merge(change.thread(), 1, Integer::sum);
        return true;
    }

    /// Returns all that wait, and forgets them.
    List<PendingChange<?>> drain() {
        var all = new ArrayList<>(waiting);
        waiting.clear();
        threads.clear();
        return all;
    }
}
