package dev.parley.message.feed;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.Frame;
import dev.parley.message.log.LogListener;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLog.Position;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.receipt.Cursor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The threads that have open feeds in this process. Hears of what this process writes, and compares heads and fences
/// with the log from time to time, so that a lost hint, or another process's write, costs a moment and nothing else. A
/// cursor that another process moves is not compared: a feed shows it when it begins anew.
///
/// @param <W> the form in which a frame is held for all readers
public final class LiveThreads<W> implements LogListener {

    private final MessageLog log;
    private final Fences fences;
    private final Function<Frame, W> form;
    private final Map<ThreadId, LiveThread<W>> live = new ConcurrentHashMap<>();

    /// Holds frames in the form that `form` makes.
    public LiveThreads(MessageLog log, Fences fences, Function<Frame, W> form) {
        this.log = log;
        this.fences = fences;
        this.form = form;
    }

    /// Starts to wake a watcher of a thread. Whoever watches must [#unwatch] once. Throws `ThreadAccessDenied` when
    /// there is no such thread.
    public LiveThread<W> watch(ThreadId id, Runnable wake) {
        Fence remembered = fences.get(id);
        LiveThread<W> thread = live.compute(id, (key, known) -> {
            LiveThread<W> it = known == null ? new LiveThread<>(remembered) : known;
            it.watch(wake);
            return it;
        });
        try {
            Position position = log.positions(List.of(id)).get(id);
            if (position == null) {
                throw new ThreadAccessDenied(id).exception();
            }
            thread.fenced(fences.atLeast(id, position.fenceVersion()));
            thread.begin(position.head().sequence());
            return thread;
        } catch (RuntimeException thrown) {
            unwatch(thread, wake);
            throw thrown;
        }
    }

    /// Ends the waking of a watcher.
    public void unwatch(LiveThread<W> thread, Runnable wake) {
        live.computeIfPresent(thread.thread(), (id, known) -> known == thread && known.unwatch(wake) ? null : known);
    }

    /// How many threads have open feeds.
    public int count() {
        return live.size();
    }

    @Override
    public void appended(ThreadId thread, List<Frame> frames) {
        LiveThread<W> known = live.get(thread);
        if (known != null) {
            known.append(frames.stream()
                    .map(frame -> new LiveThread.Entry<>(frame.sequence(), weightOf(frame), form.apply(frame)))
                    .toList());
        }
    }

    private static int weightOf(Frame frame) {
        return frame.content() instanceof Frame.Text text ? text.text().length() : 0;
    }

    @Override
    public void fenced(Fence fence) {
        fences.offer(fence);
        LiveThread<W> known = live.get(fence.thread());
        if (known != null) {
            known.fenced(fence);
        }
    }

    /// Tells the feeds of a thread that a cursor moved.
    public void moved(ThreadId thread, Cursor cursor) {
        LiveThread<W> known = live.get(thread);
        if (known != null) {
            known.moved(cursor);
        }
    }

    /// Compares all live threads with the log.
    public void compareAll() {
        var all = List.copyOf(live.keySet());
        for (int from = 0; from < all.size(); from += 1000) {
            var some = new HashMap<ThreadId, LiveThread<W>>();
            for (ThreadId id : all.subList(from, Math.min(all.size(), from + 1000))) {
                LiveThread<W> known = live.get(id);
                if (known != null) {
                    some.put(id, known);
                }
            }
            compare(some);
        }
    }

    private void compare(Map<ThreadId, LiveThread<W>> threads) {
        log.positions(threads.keySet()).forEach((id, position) -> {
            LiveThread<W> thread = threads.get(id);
            if (position.fenceVersion() > thread.fence().version()) {
                fenced(fences.atLeast(id, position.fenceVersion()));
            }
            thread.compared(position.head().sequence());
        });
    }
}
