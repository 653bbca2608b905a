package dev.parley.message.feed;

import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.Overlay;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The newest frames of a thread, in memory, shared by all its feeds. It may drop any frame at any time;
/// readers then read the log.
final class RecentFrames {

    /// The maximum number of frames.
    static final int CAPACITY = 128;

    /// The maximum weight of the frames, in characters.
    private static final long WEIGHT = 300_000;

    private final ArrayDeque<RecentFrame> frames = new ArrayDeque<>();
    private final FrameBudget budget;
    private long head;
    private long weight;
    private boolean begun;
    private boolean closed;

    /// Creates an empty instance: nothing is known of the thread yet.
    RecentFrames(FrameBudget budget) {
        this.budget = budget;
    }

    /// Adds frames in order up to the first gap, and ignores known frames. The very first frame may have any
    /// position. Returns whether nothing is missing before them. The message that a frame changes is missing
    /// if it is not held here.
    synchronized boolean append(List<RecentFrame> newer) {
        for (RecentFrame frame : newer) {
            if (!begun) {
                begin(frame.position() - 1);
            }
            if (frame.position() > head + 1) {
                return false;
            }
            if (frame.position() == head + 1) {
                if (!complete(frame)) {
                    return false;
                }
                add(frame);
            }
        }
        return true;
    }

    private boolean complete(RecentFrame frame) {
        if (!frame.isComplete()) {
            frames.stream()
                    .filter(held -> held.position() == frame.messageSequence())
                    .findFirst()
                    .ifPresent(frame::show);
        }
        if (frame.isComplete() && frame.isChange()) {
            change(held -> {
                if (held.messageSequence() == frame.messageSequence()) {
                    held.merge(frame);
                }
            });
        }
        return frame.isComplete();
    }

    /// Applies what a write changed in messages that are held.
    synchronized void take(List<Overlay> overlays, List<HiddenMessage> hidden) {
        if (!overlays.isEmpty() || !hidden.isEmpty()) {
            change(held -> held.take(overlays, hidden));
        }
    }

    private void change(Consumer<RecentFrame> change) {
        for (RecentFrame held : frames) {
            int before = held.weight();
            change.accept(held);
            int more = held.weight() - before;
            weight += more;
            budget.take(more);
        }
        fit();
    }

    private void add(RecentFrame frame) {
        head = frame.position();
        if (closed) {
            return;
        }
        frames.addLast(frame);
        weight += frame.weight();
        budget.take(frame.weight());
        fit();
    }

    private void fit() {
        while (frames.size() > CAPACITY || weight > WEIGHT) {
            drop();
        }
        trim();
    }

    private void drop() {
        int gone = frames.removeFirst().weight();
        weight -= gone;
        budget.give(gone);
    }

    /// Keeps only the newest frame, if all threads together hold too many.
    synchronized void trim() {
        while (frames.size() > 1 && budget.isExceeded()) {
            drop();
        }
    }

    /// Begins after a position, unless it has already begun.
    synchronized void begin(long position) {
        if (!begun) {
            begun = true;
            head = position;
        }
    }

    /// Skips to a head; frames in between are read from the log.
    synchronized void skipTo(long newHead) {
        if (newHead > head) {
            clear();
            head = newHead;
        }
    }

    /// Holds no frames from now on.
    synchronized void close() {
        closed = true;
        clear();
    }

    private void clear() {
        frames.clear();
        budget.give(weight);
        weight = 0;
    }

    /// Returns the frames after a position, at most `limit`; empty if they are not all held. An empty list
    /// means that the position is the head.
    synchronized Optional<HeldFrames> after(long sequence, int limit) {
        if (sequence >= head) {
            return Optional.of(new HeldFrames(List.of(), head));
        }
        long first = head - frames.size() + 1;
        if (sequence + 1 < first) {
            return Optional.empty();
        }
        return Optional.of(new HeldFrames(taken((int) (sequence + 1 - first), limit), head));
    }

    /// A run of frames, and the head at the time of the read.
    record HeldFrames(List<RecentFrame> frames, long head) {}

    /// Most readers are near the end, so the iteration begins there if that is shorter.
    private List<RecentFrame> taken(int skip, int limit) {
        int count = Math.min(limit, frames.size() - skip);
        var taken = new ArrayList<RecentFrame>(count);
        if (skip + count == frames.size()) {
            var back = frames.descendingIterator();
            for (int i = 0; i < count; i++) {
                taken.add(back.next());
            }
            return taken.reversed();
        }
        var all = frames.iterator();
        for (int i = 0; i < skip + count; i++) {
            RecentFrame frame = all.next();
            if (i >= skip) {
                taken.add(frame);
            }
        }
        return taken;
    }

    synchronized long head() {
        return head;
    }
}
