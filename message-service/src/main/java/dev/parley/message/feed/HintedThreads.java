package dev.parley.message.feed;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.hint.Hint;
import dev.parley.message.hint.HintListener;
import dev.parley.message.hint.HintPeriod;
import dev.parley.message.notification.ThreadListener;
import dev.parley.platform.background.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Follows the hints of other replicas: reads what they wrote in the live threads. Missing frames are read at
/// once, for each thread on its own; fences and cursors by the step of a loop, those of all hinted threads
/// together. [Comparison] retries what fails. A fence may contain joins, which begin cursors, so it has the cursors
/// compared; also a fence of this process, which says nothing of them.
public final class HintedThreads implements HintListener, ThreadListener, Step {

    private final LiveThreads threads;
    private final Fences fences;
    private final CursorComparison cursors;
    private final Map<ThreadId, Hint> waiting = new HashMap<>();
    private volatile Runnable wake = () -> {};

    /// Follows hints for `threads`.
    public HintedThreads(LiveThreads threads, Fences fences) {
        this.threads = threads;
        this.fences = fences;
        this.cursors = new CursorComparison(threads);
    }

    /// Runs an action when there is work for the step.
    public void whenHinted(Runnable action) {
        wake = action;
    }

    @Override
    public void hinted(List<Hint> hints) {
        boolean any = false;
        HintPeriod period = threads.hints().period();
        for (Hint hint : hints) {
            LiveThread thread = threads.find(hint.thread()).orElse(null);
            if (thread != null) {
                any |= follow(thread, hint, period);
            }
        }
        if (any) {
            wake.run();
        }
    }

    /// Returns whether there is work for the step.
    private boolean follow(LiveThread thread, Hint hint, HintPeriod period) {
        boolean fenced = hint.fenceVersion() > thread.fence().version();
        if (fenced) {
            thread.expect(0, hint.fenceVersion(), period);
        }
        if (hint.head() > thread.recent().head()) {
            threads.lacks(thread, hint.head());
        }
        if (!fenced && !hint.cursors()) {
            return false;
        }
        synchronized (waiting) {
            waiting.merge(hint.thread(), hint, Hint::merge);
        }
        return true;
    }

    @Override
    public void fenced(Fence fence) {
        if (threads.find(fence.thread()).isPresent()) {
            synchronized (waiting) {
                waiting.merge(fence.thread(), new Hint(fence.thread(), 0, fence.version(), true), Hint::merge);
            }
            wake.run();
        }
    }

    @Override
    public void ended(HintPeriod period) {
        threads.all().forEach(thread -> thread.keep(period));
    }

    @Override
    public boolean run() {
        List<Hint> hints;
        synchronized (waiting) {
            hints = List.copyOf(waiting.values());
            waiting.clear();
        }
        var newer = new HashMap<ThreadId, Long>();
        var moved = new ArrayList<LiveThread>();
        for (Hint hint : hints) {
            threads.find(hint.thread()).ifPresent(thread -> {
                if (hint.fenceVersion() > thread.fence().version()) {
                    newer.put(hint.thread(), hint.fenceVersion());
                }
                moved.add(thread);
            });
        }
        if (!newer.isEmpty()) {
            fences.atLeast(newer).values().forEach(threads::fenced);
        }
        cursors.compare(moved);
        return false;
    }
}
