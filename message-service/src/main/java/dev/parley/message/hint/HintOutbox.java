package dev.parley.message.hint;

import dev.parley.id.ThreadId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The hints that wait to be published, one for each thread. If there are too many, further ones are dropped.
final class HintOutbox {

    private final Map<ThreadId, Hint> waiting = new LinkedHashMap<>();
    private final int most;
    private boolean dropped;

    /// @param most the maximum number of threads
    HintOutbox(int most) {
        this.most = most;
    }

    /// What is published next.
    ///
    /// @param complete whether nothing is left
    /// @param dropped whether hints were dropped since the last call
    record Collected(List<Hint> hints, boolean complete, boolean dropped) {}

    /// Adds a hint. Returns whether it is the first one that waits.
    synchronized boolean add(Hint hint) {
        boolean first = waiting.isEmpty();
        Hint known = waiting.get(hint.thread());
        if (known != null) {
            waiting.put(hint.thread(), known.merge(hint));
        } else if (waiting.size() < most) {
            waiting.put(hint.thread(), hint);
        } else {
            dropped = true;
        }
        return first;
    }

    /// Takes the hints that have waited longest, as many as fit into a batch.
    synchronized Collected collect() {
        var hints = new ArrayList<Hint>();
        int characters = 0;
        var all = waiting.values().iterator();
        while (all.hasNext()) {
            Hint next = all.next();
            characters += next.weight();
            if (characters > HintBatch.MOST_CHARACTERS) {
                break;
            }
            hints.add(next);
            all.remove();
        }
        boolean lost = dropped;
        dropped = false;
        return new Collected(List.copyOf(hints), waiting.isEmpty(), lost);
    }
}
