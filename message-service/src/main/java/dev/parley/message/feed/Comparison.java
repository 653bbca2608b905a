package dev.parley.message.feed;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.hint.Hint;
import dev.parley.message.hint.HintPeriod;
import dev.parley.message.log.MessageLog.LogState;
import dev.parley.platform.background.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares the live threads with the stores. Whatever happens to hints, a feed soon shows what another process
/// wrote.
///
/// While the hints of the other replicas are complete, a thread takes its turn in one of [#TURNS] rounds. Otherwise,
/// and if it was not compared since they are complete, it is compared in each round.
public final class Comparison implements Step {

    private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);

    /// With rounds of 400 ms, a thread is compared once in 5.2 s.
    static final int TURNS = 13;

    private static final int AT_ONCE = 1000;
    /// Waits briefly, so that notifications of this process arrive first.
    private static final Duration GRACE = Duration.ofMillis(30);
    /// The longest wait for the frames that threads lack. A read that takes longer goes on, and the next rounds wait
    /// for nothing of that thread: otherwise it would delay the heartbeats of all feeds.
    private static final Duration FILLING = Duration.ofSeconds(1);
    /// In a thread that is compared in each round, cursors are compared once in this many.
    private static final int CURSOR_ROUNDS = 4;

    private final LiveThreads threads;
    private final Fences fences;
    private final CursorComparison cursors;
    private final TimelineChange timelines;
    private final Duration grace;
    private int round;

    /// A thread that seems to lack frames up to a head.
    private record Behind(LiveThread thread, long head) {}

    /// A thread, and what this process knew of it before the store was asked.
    private record Compared(LiveThread thread, long head, long fenceVersion, Hint expected) {

        static Compared of(LiveThread thread) {
            return new Compared(thread, thread.recent().head(), thread.fence().version(), thread.expected());
        }

        /// Whether the store has lost something that was stored before.
        boolean isAfter(LogState state) {
            return head > state.head().sequence() || fenceVersion > state.fenceVersion();
        }

        /// Whether the store does not have what a hint said.
        boolean isMisled(LogState state) {
            return expected.head() > state.head().sequence() || expected.fenceVersion() > state.fenceVersion();
        }
    }

    /// Compares `threads`.
    public Comparison(LiveThreads threads, Fences fences) {
        this(threads, fences, GRACE);
    }

    Comparison(LiveThreads threads, Fences fences, Duration grace) {
        this.threads = threads;
        this.fences = fences;
        this.cursors = new CursorComparison(threads);
        this.timelines = new TimelineChange(threads);
        this.grace = grace;
    }

    @Override
    public boolean run() throws InterruptedException {
        threads.hints().check();
        long began = System.nanoTime();
        boolean relying = threads.hints().isComplete();
        HintPeriod period = threads.hints().period();
        boolean withCursors = relying || round % CURSOR_ROUNDS == 0;
        int turn = round++ % TURNS;
        var behind = new ArrayList<Behind>();
        var regressed = new ArrayList<ThreadId>();
        var some = new ArrayList<Compared>(AT_ONCE);
        for (LiveThread thread : threads.all()) {
            if (!relying || isDue(thread, period, turn)) {
                some.add(Compared.of(thread));
            }
            if (some.size() == AT_ONCE) {
                compare(some, withCursors, began, behind, regressed);
                some.clear();
            }
        }
        if (!some.isEmpty()) {
            compare(some, withCursors, began, behind, regressed);
        }
        report(regressed);
        fill(behind, began);
        threads.trim();
        return false;
    }

    private static boolean isDue(LiveThread thread, HintPeriod period, int turn) {
        return period.isAfter(thread.comparedAt())
                || thread.isBehind()
                || Math.floorMod(thread.id().hashCode(), TURNS) == turn;
    }

    private void compare(
            List<Compared> some, boolean withCursors, long began, List<Behind> behind, List<ThreadId> regressed) {
        var live = new HashMap<ThreadId, LiveThread>();
        some.forEach(one -> live.put(one.thread().id(), one.thread()));
        Map<ThreadId, LogState> states = threads.states(live.keySet());
        timelines.follow(live.values(), states).forEach(lost -> regressed.add(lost.id()));
        compareFences(live, states);
        var lost = new ArrayList<LiveThread>();
        for (Compared one : some) {
            LogState state = states.get(one.thread().id());
            if (one.thread().isRegressed()) {
                continue;
            }
            if (state == null ? one.thread().isBegun() : one.isAfter(state)) {
                lost.add(one.thread());
            } else if (state != null) {
                compare(one, state, began, behind);
            }
        }
        end(lost, regressed);
        if (withCursors) {
            cursors.compare(live, states);
        }
    }

    /// The timeline begins first: nobody may resume in the new log with a token of the lost one.
    private void end(List<LiveThread> lost, List<ThreadId> regressed) {
        lost.stream().flatMap(thread -> thread.timeline().stream()).distinct().forEach(threads.log()::beginTimeline);
        for (LiveThread thread : lost) {
            threads.regress(thread);
            regressed.add(thread.id());
        }
    }

    private static void compare(Compared one, LogState state, long began, List<Behind> behind) {
        LiveThread thread = one.thread();
        if (one.isMisled(state)) {
            thread.expectNothing();
        }
        if (thread.recent().head() < state.head().sequence()) {
            behind.add(new Behind(thread, state.head().sequence()));
        } else if (thread.fence().version() >= state.fenceVersion()) {
            thread.comparedAt(began);
        }
    }

    private void compareFences(Map<ThreadId, LiveThread> live, Map<ThreadId, LogState> states) {
        var newer = new HashMap<ThreadId, Long>();
        states.forEach((id, state) -> {
            if (state.fenceVersion() > live.get(id).fence().version()) {
                newer.put(id, state.fenceVersion());
            }
        });
        if (!newer.isEmpty()) {
            for (Fence fence : fences.atLeast(newer).values()) {
                threads.fenced(fence);
            }
        }
    }

    private static void report(List<ThreadId> regressed) {
        if (!regressed.isEmpty()) {
            LOG.error(
                    "The stored logs of {} threads have lost what was shown from them, including {}: was an older copy"
                            + " of the database put in place? Their feeds end",
                    regressed.size(),
                    regressed.getFirst());
        }
    }

    private void fill(List<Behind> behind, long began) throws InterruptedException {
        if (behind.isEmpty()) {
            return;
        }
        Thread.sleep(grace);
        var filling = new ArrayList<Thread>();
        for (Behind one : behind) {
            if (one.thread().recent().head() < one.head()) {
                threads.lacksStill(one.thread(), one.head()).ifPresent(filling::add);
            }
        }
        long end = System.nanoTime() + FILLING.toNanos();
        for (Thread fill : filling) {
            fill.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
        for (Behind one : behind) {
            if (one.thread().recent().head() >= one.head()) {
                one.thread().comparedAt(began);
            }
        }
    }
}
