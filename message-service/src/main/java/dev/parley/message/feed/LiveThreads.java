package dev.parley.message.feed;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads that have open feeds in this process. It is notified of this process's writes. [Comparison]
/// soon finds writes of other processes and lost notifications.
public final class LiveThreads implements ThreadListener {

    private static final Logger LOG = LoggerFactory.getLogger(LiveThreads.class);

    private final MessageLog log;
    private final Fences fences;
    private final CursorStore cursors;
    private final FrameBudget budget;
    private final ShownFrames shown;
    private final Map<ThreadId, LiveThread> live = new ConcurrentHashMap<>();
    private volatile long comparedAt = System.nanoTime();

    /// Reads from the stores what notifications do not contain.
    public LiveThreads(MessageLog log, Fences fences, CursorStore cursors) {
        this(log, fences, cursors, FrameBudget.ofThisProcess());
    }

    LiveThreads(MessageLog log, Fences fences, CursorStore cursors, FrameBudget budget) {
        this.log = log;
        this.fences = fences;
        this.cursors = cursors;
        this.budget = budget;
        this.shown = new ShownFrames(log);
    }

    /// Starts to follow a thread for a participant. `wake` runs after each change until
    /// [ThreadFollower#close]. Throws `ThreadAccessDenied`, and `SequenceBeyondHead` for a start beyond the
    /// head.
    public ThreadFollower follow(ThreadId id, UserId user, Start start, Runnable wake) {
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
            thread.begin(state, readAt);
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

    /// Returns when the last complete comparison began, as of [System#nanoTime].
    long comparedAt() {
        return comparedAt;
    }

    void comparedAt(long began) {
        comparedAt = began;
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
        if (!thread.append(recent) && thread.beginFilling()) {
            startFilling(thread);
        }
    }

    /// If no thread can be started, the next comparison fills.
    private void startFilling(LiveThread thread) {
        try {
            Thread.startVirtualThread(() -> fillQuietly(thread));
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

    /// The next comparison retries a fill that failed.
    private void fillQuietly(LiveThread thread) {
        try {
            fill(thread);
        } catch (Throwable failure) {
            LOG.debug("Failed to fill the recent frames of {}, will retry: {}", thread.id(), failure.toString());
        }
    }

    /// Reads the frames that a thread lacks, once for all its feeds.
    void fill(LiveThread thread) {
        try {
            do {
                read(thread);
            } while (thread.fillAgain());
        } catch (RuntimeException | Error failure) {
            thread.stopFilling();
            throw failure;
        }
    }

    private void read(LiveThread thread) {
        ThreadId id = thread.id();
        PageRequest missing = PageRequest.framesAfter(thread.recent().head(), RecentFrames.CAPACITY);
        Page page = log.page(id, missing).orElseThrow(() -> new ThreadAccessDenied(id).exception());
        thread.fenced(fences.atLeast(id, page.state().fenceVersion()));
        if (page.more()) {
            thread.skipTo(page.state().head().sequence());
        } else {
            thread.append(recent(id, page));
        }
    }

    /// Returns the frames of a page, each with the message that it shows.
    List<RecentFrame> recent(ThreadId id, Page page) {
        return shown.recent(id, page);
    }

    /// Returns the states of the logs of these threads in the store.
    Map<ThreadId, LogState> states(Collection<ThreadId> ids) {
        return log.states(ids);
    }

    /// Returns the threads that are still live, by id.
    Map<ThreadId, LiveThread> live(Collection<LiveThread> threads) {
        var some = new HashMap<ThreadId, LiveThread>();
        threads.forEach(thread -> some.put(thread.id(), thread));
        return some;
    }

    /// Drops recent frames while all threads together hold too many.
    void trim() {
        if (budget.isExceeded()) {
            live.values().forEach(thread -> thread.recent().trim());
        }
    }
}
