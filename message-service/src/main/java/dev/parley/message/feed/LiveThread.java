package dev.parley.message.feed;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.hint.Hint;
import dev.parley.message.hint.HintPeriod;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.MessageLog.LogState;
import dev.parley.message.log.Overlay;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.timeline.Timeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A thread that has open feeds in this process: its recent frames, its fence, its cursors, and the feeds to
/// wake.
final class LiveThread {

    /// Cursors that moved, and the number of the newest change.
    record Moves(List<Cursor> cursors, long change) {}

    /// A cursor and the number of its change.
    private record Moved(Cursor cursor, long change) {}

    private static final int FEW = 8;

    private final ThreadId id;
    private final RecentFrames recent;
    private final Set<Runnable> watchers = ConcurrentHashMap.newKeySet();
    private final Map<UserId, Moved> cursors = new HashMap<>();
    private volatile long changes;
    private volatile Fence fence;
    private volatile long cursorMoves;
    private volatile boolean begun;
    private volatile @Nullable Timeline timeline;
    private volatile long comparedAt;
    private volatile long expectedHead;
    private volatile long expectedFence;
    private volatile boolean regressed;
    private boolean filling;
    private boolean fillAgain;

    LiveThread(Fence fence, FrameBudget budget) {
        this.id = fence.thread();
        this.fence = fence;
        this.recent = new RecentFrames(budget);
    }

    ThreadId id() {
        return id;
    }

    /// Returns the newest fence that this process knows.
    Fence fence() {
        return fence;
    }

    RecentFrames recent() {
        return recent;
    }

    /// Returns false when frames are missing before these.
    boolean append(List<RecentFrame> frames) {
        long before = recent.head();
        boolean complete = recent.append(frames);
        if (recent.head() > before) {
            wake();
        }
        return complete;
    }

    /// Applies what a write changed in messages, before the frames of the same write are appended.
    void take(List<Overlay> overlays, List<HiddenMessage> hidden) {
        recent.take(overlays, hidden);
    }

    /// The calling thread wakes a few watchers itself; for many it starts another thread.
    private void wake() {
        if (watchers.size() <= FEW) {
            wakeAll();
        } else {
            Thread.startVirtualThread(this::wakeAll);
        }
    }

    /// Applies the state of the log at the time when a watcher began. Returns whether the thread has begun. The first
    /// state begins it only if memory is not behind it: a frame that arrived before the state may have
    /// others after it.
    boolean begin(LogState state, long readAt) {
        recent.begin(state.head().sequence());
        if (cursorMoves == 0) {
            cursorMoves = state.cursorMoves();
        }
        if (!begun && recent.head() >= state.head().sequence()) {
            comparedAt = readAt;
            timeline = state.timeline();
            begun = true;
        }
        return begun;
    }

    /// Whether a watcher has read the state of the log.
    boolean isBegun() {
        return begun;
    }

    /// Returns the timeline of the store to which everything that was shown belongs; empty before a watcher has read
    /// the state of the log.
    Optional<Timeline> timeline() {
        return Optional.ofNullable(timeline);
    }

    /// Everything that was shown also belongs to this timeline.
    void goOn(Timeline current) {
        timeline = current;
    }

    /// Returns when the thread was last compared with the store, as of [System#nanoTime], or a later time until
    /// which nothing is missing.
    long comparedAt() {
        return comparedAt;
    }

    /// Nothing is missing that was acknowledged before this time.
    synchronized void comparedAt(long time) {
        if (time - comparedAt > 0) {
            comparedAt = time;
        }
    }

    /// Returns until when nothing is missing, given what hints prove.
    long knownAt(HintPeriod period) {
        return isBehind() ? comparedAt : period.knownAt(comparedAt);
    }

    /// Keeps what a period of hints says about this thread.
    void keep(HintPeriod period) {
        comparedAt(knownAt(period));
    }

    /// Notes that the log contains at least this. Until it is here, hints prove nothing further.
    void expect(long head, long fenceVersion, HintPeriod period) {
        if (head > expectedHead || fenceVersion > expectedFence) {
            keep(period);
            synchronized (this) {
                expectedHead = Math.max(expectedHead, head);
                expectedFence = Math.max(expectedFence, fenceVersion);
            }
        }
    }

    /// Returns what the log is expected to contain.
    Hint expected() {
        return new Hint(id, expectedHead, expectedFence, false);
    }

    /// Expects nothing further: the log does not contain it.
    synchronized void expectNothing() {
        expectedHead = 0;
        expectedFence = 0;
    }

    /// Whether something is missing that the log is expected to contain.
    boolean isBehind() {
        return expectedFence > fence.version() || expectedHead > 0 && expectedHead > recent.head();
    }

    /// The stored log has lost something that this thread has shown: ends its feeds.
    void regress() {
        regressed = true;
        recent.close();
        wakeAll();
    }

    /// Whether the stored log has lost something.
    boolean isRegressed() {
        return regressed;
    }

    /// Skips to a head that is too far away for the gap to be filled.
    void skipTo(long head) {
        recent.skipTo(head);
        wake();
    }

    /// Returns whether the caller must fill the gap. If another thread is already filling it, that thread
    /// repeats the read instead.
    synchronized boolean beginFilling() {
        fillAgain = filling;
        if (filling) {
            return false;
        }
        filling = true;
        return true;
    }

    /// Returns whether the caller must fill the gap. Changes nothing if another thread is already filling it.
    synchronized boolean beginFillingIfIdle() {
        return !filling && beginFilling();
    }

    /// Returns whether the gap must be filled once more.
    synchronized boolean fillAgain() {
        filling = fillAgain;
        fillAgain = false;
        return filling;
    }

    synchronized void stopFilling() {
        filling = false;
        fillAgain = false;
    }

    /// Applies a fence if it is newer.
    void fenced(Fence newer) {
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

    /// Applies whatever is newer in a cursor.
    void moved(Cursor cursor) {
        synchronized (this) {
            Moved known = cursors.get(cursor.user());
            Cursor merged = known == null ? cursor : known.cursor().merge(cursor);
            if (known != null && merged.equals(known.cursor())) {
                return;
            }
            changes++;
            cursors.put(cursor.user(), new Moved(merged, changes));
        }
        wakeAll();
    }

    /// Returns the number of the last move up to which the cursors are known.
    long cursorMoves() {
        return cursorMoves;
    }

    void cursorsKnownUpTo(long moves) {
        cursorMoves = moves;
    }

    /// Returns the newest cursors that changed after `change`.
    Moves movedAfter(long change) {
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

    /// Returns the number of cursor moves so far.
    long changes() {
        return changes;
    }

    void watch(Runnable wake) {
        watchers.add(wake);
    }

    /// Returns whether it was the last watcher.
    boolean unwatch(Runnable wake) {
        watchers.remove(wake);
        if (!watchers.isEmpty()) {
            return false;
        }
        recent.close();
        return true;
    }

    private void wakeAll() {
        watchers.forEach(Runnable::run);
    }
}
