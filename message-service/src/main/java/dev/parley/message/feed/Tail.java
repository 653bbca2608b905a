package dev.parley.message.feed;

import dev.parley.message.feed.LiveThread.Entry;
import dev.parley.message.feed.LiveThread.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The newest frames of a thread, in memory, shared by all its feeds. It may lose everything at any moment: what it
/// does not hold is read from the log.
///
/// @param <W> the form in which a frame is held, such as its wire form, made once for all readers
final class Tail<W> {

    /// How many frames are held at most.
    static final int CAPACITY = 256;

    /// How long their texts are at most, together.
    private static final long WEIGHT = 200_000;

    private final ArrayDeque<Entry<W>> entries = new ArrayDeque<>();
    private long head;
    private long weight;

    /// Adds frames in order. What is already known is dropped; after a gap only the new ones are held.
    synchronized void append(List<Entry<W>> newer) {
        for (Entry<W> entry : newer) {
            if (entry.sequence() <= head) {
                continue;
            }
            if (entry.sequence() != head + 1) {
                clear();
            }
            entries.addLast(entry);
            head = entry.sequence();
            weight += entry.weight();
            while (entries.size() > CAPACITY || weight > WEIGHT) {
                weight -= entries.removeFirst().weight();
            }
        }
    }

    /// Says that the head of the log is here: whatever is in between is read from the log.
    synchronized boolean advance(long newHead) {
        if (newHead <= head) {
            return false;
        }
        clear();
        head = newHead;
        return true;
    }

    private void clear() {
        entries.clear();
        weight = 0;
    }

    /// The frames after a position, at most `limit`; empty when they are not all held.
    synchronized Optional<Slice<W>> after(long sequence, int limit) {
        if (sequence >= head) {
            return Optional.of(new Slice<>(List.of(), head));
        }
        long first = head - entries.size() + 1;
        if (sequence + 1 < first) {
            return Optional.empty();
        }
        return Optional.of(new Slice<>(taken((int) (sequence + 1 - first), limit), head));
    }

    /// Readers are mostly near the end: that is where the walk begins when it is shorter.
    private List<Entry<W>> taken(int skip, int limit) {
        int count = Math.min(limit, entries.size() - skip);
        var taken = new ArrayList<Entry<W>>(count);
        if (skip + count == entries.size()) {
            var back = entries.descendingIterator();
            for (int i = 0; i < count; i++) {
                taken.add(back.next());
            }
            return taken.reversed();
        }
        var all = entries.iterator();
        for (int i = 0; i < skip + count; i++) {
            Entry<W> entry = all.next();
            if (i >= skip) {
                taken.add(entry);
            }
        }
        return taken;
    }

    synchronized long head() {
        return head;
    }
}
