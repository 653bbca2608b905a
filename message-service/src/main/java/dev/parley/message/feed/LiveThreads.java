package dev.parley.message.feed;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.hint.HintState;
import dev.parley.message.log.Frame;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLog.LogState;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.MessageLog.PageRequest;
import dev.parley.message.log.Overlay;
import dev.parley.message.notification.ThreadListener;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads that have open feeds in this process. It is notified of this process's writes. [HintedThreads]
/// follows the hints of other processes, and [Comparison] finds whatever is missing.
public final class LiveThreads implements ThreadListener {

    private static final Logger LOG = LoggerFactory.getLogger(LiveThreads.class);

    /// How many gaps are filled at once.
    private static final int FILLS = 4;

    private final MessageLog log;
    private final Fences fences;
    private final CursorStore cursors;
    private final FrameBudget budget;
    private final HintState hints;
    private final ShownFrames shown;
    private final Map<ThreadId, LiveThread> live = new ConcurrentHashMap<>();
    private final Semaphore fills = new Semaphore(FILLS);
    private final AtomicLong regressions = new AtomicLong();

    /// Reads from the stores what notifications do not contain.
    public LiveThreads(MessageLog log, Fences fences, CursorStore cursors, HintState hints) {
        this(log, fences, cursors, hints, FrameBudget.ofThisProcess());
    }

    LiveThreads(MessageLog log, Fences fences, CursorStore cursors, HintState hints, FrameBudget budget) {
        this.log = log;
        this.fences = fences;
        this.cursors = cursors;
        this.budget = budget;
        this.hints = hints;
        this.shown = new ShownFrames(log);
    }

    /// Starts to follow a thread for a participant. `wake` runs after each change until
    /// [ThreadFollower#close]. Throws `ThreadAccessDenied`, and `SequenceBeyondHead` for a start beyond the
    /// head.
    public ThreadFollower follow(ThreadId id, UserId user, Start start, Runnable wake) {
        if (fences.admitting(List.of(id), fence -> fence.isParticipant(user)).isEmpty()) {
            throw new ThreadAccessDenied(id).exception();
        }
        Fence known = fences.get(id);
        LiveThread thread = live.compute(id, (key, present) -> {
            LiveThread it = present == null ? new LiveThread(known, budget) : present;
            it.watch(wake);
            return it;
        });
        try {
            long readAt = System.nanoTime();
            LogState state = Optional.ofNullable(log.states(List.of(id)).get(id))
                    .orElseThrow(() -> new ThreadAccessDenied(id).exception());
            thread.fenced(fences.atLeast(id, state.fenceVersion()));
            if (!thread.begin(state, readAt)) {
                read(thread);
                thread.begin(state, readAt);
            }
            Fence fence = thread.fence();
            fence.admitWatcher(user);
            return new ThreadFollower(this, thread, user, wake, start.position(fence, user, state, log));
        } catch (RuntimeException | Error thrown) {
            unwatch(thread, wake);
            throw thrown;
        }
    }

    void unwatch(LiveThread thread, Runnable wake) {
        live.computeIfPresent(thread.id(), (id, known) -> known == thread && known.unwatch(wake) ? null : known);
    }

    /// Returns how many threads have open feeds.
    public int count() {
        return live.size();
    }

    MessageLog log() {
        return log;
    }

    Fences fences() {
        return fences;
    }

    CursorStore cursors() {
        return cursors;
    }

    HintState hints() {
        return hints;
    }

    /// Returns the thread if it has open feeds.
    Optional<LiveThread> find(ThreadId id) {
        return Optional.ofNullable(live.get(id));
    }

    /// Ends the feeds of a thread whose stored log has lost something, and forgets what this process knows of it.
    void regress(LiveThread thread) {
        regressions.incrementAndGet();
        live.remove(thread.id(), thread);
        fences.forget(thread.id());
        thread.regress();
    }

    /// Returns how often the stored log of a thread had lost something.
    public long regressions() {
        return regressions.get();
    }

    Collection<LiveThread> all() {
        return live.values();
    }

    @Override
    public void appended(ThreadId id, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {
        LiveThread thread = live.get(id);
        if (thread == null) {
            return;
        }
        var recent = new ArrayList<RecentFrame>(frames.size());
        for (Frame frame : frames) {
            var one = new RecentFrame(frame);
            one.take(overlays, hidden);
            recent.add(one);
        }
        thread.take(overlays, hidden);
        if (!thread.append(recent)) {
            lacks(thread, frames.getLast().sequence());
        }
    }

    @Override
    public void repeated(ThreadId id, long head) {
        LiveThread thread = live.get(id);
        if (thread != null && thread.isBegun() && thread.recent().head() < head) {
            lacks(thread, head);
        }
    }

    /// Fills the gap up to a head, on another thread of execution. Returns it; empty if the gap is already being
    /// filled.
    Optional<Thread> lacks(LiveThread thread, long head) {
        thread.expect(head, 0, hints.period());
        return thread.beginFilling() ? Optional.of(startFilling(thread)) : Optional.empty();
    }

    /// Does the same, unless the gap is already being filled: a later call repeats the read if that is not enough.
    Optional<Thread> lacksStill(LiveThread thread, long head) {
        thread.expect(head, 0, hints.period());
        return thread.beginFillingIfIdle() ? Optional.of(startFilling(thread)) : Optional.empty();
    }

    /// If no thread can be started, the next comparison fills.
    private Thread startFilling(LiveThread thread) {
        try {
            return Thread.startVirtualThread(() -> fillQuietly(thread));
        } catch (Throwable refused) {
            thread.stopFilling();
            throw refused;
        }
    }

    @Override
    public void fenced(Fence fence) {
        LiveThread thread = live.get(fence.thread());
        if (thread != null) {
            thread.fenced(fence);
        }
    }

    @Override
    public void moved(ThreadId id, Cursor cursor) {
        LiveThread thread = live.get(id);
        if (thread != null) {
            thread.moved(cursor);
        }
    }

    /// Reads the frames that a thread lacks, once for all its feeds. The next comparison retries a fill that
    /// failed.
    private void fillQuietly(LiveThread thread) {
        try {
            do {
                fills.acquire();
                try {
                    read(thread);
                } finally {
                    fills.release();
                }
            } while (thread.fillAgain());
        } catch (Throwable failure) {
            thread.stopFilling();
            LOG.debug("Failed to fill the recent frames of {}, will retry: {}", thread.id(), failure.toString());
        }
    }

    private void read(LiveThread thread) {
        ThreadId id = thread.id();
        PageRequest missing = PageRequest.framesAfter(thread.recent().head(), RecentFrames.CAPACITY);
        Page page = log.page(id, missing).orElseThrow(() -> new ThreadAccessDenied(id).exception());
        if (!goesOn(thread, page.state())) {
            return;
        }
        thread.fenced(fences.atLeast(id, page.state().fenceVersion()));
        if (page.more()) {
            thread.skipTo(page.state().head().sequence());
        } else {
            thread.append(recent(id, page));
        }
    }

    /// Whether everything that was shown of a thread still precedes what was just read of it. If not, its feeds end.
    boolean goesOn(LiveThread thread, LogState state) {
        return new TimelineChange(this)
                .follow(List.of(thread), Map.of(thread.id(), state))
                .isEmpty();
    }

    /// Returns the frames of a page, each with the message that it shows.
    List<RecentFrame> recent(ThreadId id, Page page) {
        return shown.recent(id, page);
    }

    /// Returns the states of the logs of these threads in the store.
    Map<ThreadId, LogState> states(Collection<ThreadId> ids) {
        return log.states(ids);
    }

    /// Drops recent frames while all threads together hold too many.
    void trim() {
        if (budget.isExceeded()) {
            live.values().forEach(thread -> thread.recent().trim());
        }
    }
}
