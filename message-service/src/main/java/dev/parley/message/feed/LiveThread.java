package dev.parley.message.feed;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.receipt.Cursor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A thread that has open feeds in this process: its tail, its fence, its cursors, and whom to wake.
///
/// @param <W> the form in which the tail holds a frame
public final class LiveThread<W> {

    /// A frame in the form in which it is held, and its position.
    ///
    /// @param weight about how much memory it takes, in characters
    public record Entry<W>(long sequence, int weight, W form) {}

    /// A stretch of a thread, and the head that it was taken at.
    public record Slice<W>(List<Entry<W>> entries, long head) {}

    /// Cursors that moved, and the number of the newest change.
    public record Moves(List<Cursor> cursors, long change) {}

    /// A cursor and the number of its change.
    private record Moved(Cursor cursor, long change) {}

    private static final int FEW = 8;

    private final ThreadId thread;
    private final Tail<W> tail = new Tail<>();
    private final Set<Runnable> watchers = ConcurrentHashMap.newKeySet();
    private final Map<UserId, Moved> cursors = new HashMap<>();
    private volatile long changes;
    private volatile Fence fence;
    private volatile long headOfLog;

    LiveThread(Fence fence) {
        this.thread = fence.thread();
        this.fence = fence;
    }

    /// The thread.
    public ThreadId thread() {
        return thread;
    }

    /// The newest fence that this process knows.
    public Fence fence() {
        return fence;
    }

    /// The frames after a position that are held in memory, at most `limit`; empty when they are not all held. A slice
    /// without entries says that the position is the head.
    public Optional<Slice<W>> after(long sequence, int limit) {
        return tail.after(sequence, limit);
    }

    /// Few watchers are served by the thread that brings the entries, many by one of their own.
    void append(List<Entry<W>> entries) {
        tail.append(entries);
        if (watchers.size() <= FEW) {
            wakeAll();
        } else {
            Thread.startVirtualThread(this::wakeAll);
        }
    }

    /// Says where the log was when a watcher came: a tail that knows nothing yet begins there.
    void begin(long head) {
        if (tail.head() == 0 && tail.advance(head)) {
            wakeAll();
        }
    }

    /// Says where the log is. A tail that is behind what the comparison before this one saw has missed a hint.
    void compared(long head) {
        if (tail.advance(headOfLog)) {
            wakeAll();
        }
        headOfLog = head;
    }

    /// Takes a fence when it is newer.
    public void fenced(Fence newer) {
        if (newer.version() <= fence.version()) {
            return;
        }
        synchronized (this) {
            if (newer.version() <= fence.version()) {
                return;
            }
            fence = newer;
        }
        wakeAll();
    }

    void moved(Cursor cursor) {
        synchronized (this) {
            Moved known = cursors.get(cursor.user());
            if (known != null && known.cursor().readSequence() >= cursor.readSequence()) {
                return;
            }
            changes++;
            cursors.put(cursor.user(), new Moved(cursor, changes));
        }
        wakeAll();
    }

    /// The newest cursors whose change is after `change`.
    public Moves movedAfter(long change) {
        if (changes <= change) {
            return new Moves(List.of(), change);
        }
        synchronized (this) {
            return new Moves(
                    cursors.values().stream()
                            .filter(moved -> moved.change() > change)
                            .map(Moved::cursor)
                            .toList(),
                    changes);
        }
    }

    /// How many moves of cursors there were.
    public long changes() {
        return changes;
    }

    void watch(Runnable wake) {
        watchers.add(wake);
    }

    /// Returns whether nobody watches any more.
    boolean unwatch(Runnable wake) {
        watchers.remove(wake);
        return watchers.isEmpty();
    }

    private void wakeAll() {
        watchers.forEach(Runnable::run);
    }
}
