package dev.parley.message.memory;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Frame;
import dev.parley.message.log.FrameId;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.Overlay;
import dev.parley.message.log.StoredHead;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorRow;
import dev.parley.message.relay.DirtyHeads.HiddenPlace;
import dev.parley.message.timeline.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The store of the in-memory engine. Several instances may work on one store; its monitor is their lock.
public final class MemoryStore {

    final Map<ThreadId, Log> logs = new TreeMap<>();
    final Map<FrameKey, Frame> unscreened = new LinkedHashMap<>();
    final List<Timeline> timelines = new ArrayList<>(List.of(Timeline.FIRST));
    private boolean away;

    /// The key of a frame.
    record FrameKey(ThreadId thread, long sequence) {}

    /// A frame, what a retry of it must match, and the number of its timeline.
    record Stored(Frame frame, byte[] contentHash, int timeline) {}

    /// The row of a cursor, and the numbers of its newest move and of the newest move of the read position.
    record Moved(CursorRow row, long move, long readMove) {

        Cursor cursor() {
            return row.cursor();
        }
    }

    /// The relay's record of a thread.
    static final class Relay {
        boolean dirty;
        long moves;
        long readMoves;
        long settledMoves;
        HiddenPlace settledHidden = HiddenPlace.START;
        long folded;

        @Nullable
        String parkedReason;

        long parkedSequence;
        int parkedAttempts;
    }

    /// One thread.
    static final class Log {
        StoredHead head = StoredHead.EMPTY;

        @Nullable
        Fence fence;

        long firstSequence = 1;
        long messageSequence;
        final List<Stored> frames = new ArrayList<>();
        final Map<FrameId, Stored> byId = new LinkedHashMap<>();
        final Map<Long, Overlay> overlays = new TreeMap<>();
        final Map<String, HiddenMessage> hidden = new TreeMap<>();
        final Map<UserId, Moved> cursors = new TreeMap<>();
        final Map<UserId, TreeMap<Long, Optional<Instant>>> advances = new HashMap<>();
        final Relay relay = new Relay();

        Optional<Frame> frame(long sequence) {
            return sequence < 1 || sequence > frames.size()
                    ? Optional.empty()
                    : Optional.of(frames.get((int) sequence - 1).frame());
        }
    }

    /// Keeps only the frames from a sequence on, as a retention would.
    public synchronized void dropBefore(ThreadId thread, long first) {
        logs.get(thread).firstSequence = first;
    }

    /// Loses the frames after a sequence, as a database does that is replaced by an older copy.
    public synchronized void loseAfter(ThreadId thread, long sequence) {
        Log log = logs.get(thread);
        log.frames.subList((int) sequence, log.frames.size()).clear();
        log.byId.values().removeIf(stored -> stored.frame().sequence() > sequence);
        Frame last = log.frames.getLast().frame();
        log.head = new StoredHead(last.head(), last.createTime(), log.head.fenceVersion());
    }

    /// Begins a timeline, as a store does that finds itself on another server.
    public synchronized Timeline beginTimeline() {
        var next = new Timeline(timelines.getLast().number() + 1, Long.toString(System.nanoTime(), 36));
        timelines.add(next);
        return next;
    }

    /// Forgets the newest timeline, as a database does that is replaced by a copy from before it.
    public synchronized void loseTimeline() {
        timelines.removeLast();
    }

    /// Makes every call fail as if the store were unavailable, or succeed again.
    public synchronized void setAway(boolean gone) {
        away = gone;
    }

    /// Throws if the store is unavailable.
    void reach() {
        if (away) {
            throw new dev.parley.platform.problem.PlatformProblem.StoreUnavailable(java.time.Duration.ofSeconds(1))
                    .exception();
        }
    }
}
