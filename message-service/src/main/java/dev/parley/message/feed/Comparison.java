package dev.parley.message.feed;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.MessageLog.Position;
import dev.parley.platform.background.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Compares the live threads with the stores once per round. Within one round, a feed shows what another
/// process wrote.
public final class Comparison implements Step {

    private static final int AT_ONCE = 1000;
    /// Waits briefly, so that notifications of this process arrive first.
    private static final Duration GRACE = Duration.ofMillis(30);
    /// Cursors are compared once in this many rounds.
    private static final int CURSOR_ROUNDS = 4;

    private final LiveThreads threads;
    private final Fences fences;
    private final Duration grace;
    private int round;

    /// A thread that seems to lack frames up to a head.
    private record Behind(LiveThread thread, long head) {}

    /// Compares `threads`.
    public Comparison(LiveThreads threads, Fences fences) {
        this(threads, fences, GRACE);
    }

    Comparison(LiveThreads threads, Fences fences, Duration grace) {
        this.threads = threads;
        this.fences = fences;
        this.grace = grace;
    }

    @Override
    public boolean run() throws InterruptedException {
        long began = System.nanoTime();
        boolean withCursors = round++ % CURSOR_ROUNDS == 0;
        var behind = new ArrayList<Behind>();
        var some = new ArrayList<LiveThread>(AT_ONCE);
        for (LiveThread thread : threads.all()) {
            some.add(thread);
            if (some.size() == AT_ONCE) {
                compare(some, withCursors, behind);
                some.clear();
            }
        }
        if (!some.isEmpty()) {
            compare(some, withCursors, behind);
        }
        fill(behind);
        threads.trim();
        threads.comparedAt(began);
        return false;
    }

    private void compare(Collection<LiveThread> some, boolean withCursors, List<Behind> behind) {
        Map<ThreadId, LiveThread> live = threads.live(some);
        Map<ThreadId, Position> positions = threads.positions(live.keySet());
        compareFences(live, positions);
        positions.forEach((id, position) -> {
            LiveThread thread = live.get(id);
            if (thread.recent().head() < position.head().sequence()) {
                behind.add(new Behind(thread, position.head().sequence()));
            }
        });
        if (withCursors) {
            compareCursors(live, positions);
        }
    }

    private void compareFences(Map<ThreadId, LiveThread> live, Map<ThreadId, Position> positions) {
        var newer = new HashMap<ThreadId, Long>();
        positions.forEach((id, position) -> {
            if (position.fenceVersion() > live.get(id).fence().version()) {
                newer.put(id, position.fenceVersion());
            }
        });
        if (!newer.isEmpty()) {
            for (Fence fence : fences.atLeast(newer).values()) {
                threads.fenced(fence);
            }
        }
    }

    private void compareCursors(Map<ThreadId, LiveThread> live, Map<ThreadId, Position> positions) {
        var moved = new HashMap<ThreadId, Long>();
        positions.forEach((id, position) -> {
            if (position.cursorMoves() > live.get(id).cursorMoves()) {
                moved.put(id, live.get(id).cursorMoves());
            }
        });
        if (!moved.isEmpty()) {
            threads.cursors().movedAfter(moved).forEach((id, cursors) -> cursors.forEach(live.get(id)::moved));
            moved.keySet()
                    .forEach(id ->
                            live.get(id).cursorsKnownUpTo(positions.get(id).cursorMoves()));
        }
    }

    private void fill(List<Behind> behind) throws InterruptedException {
        if (behind.isEmpty()) {
            return;
        }
        Thread.sleep(grace);
        for (Behind one : behind) {
            if (one.thread().recent().head() < one.head() && one.thread().beginFilling()) {
                threads.fill(one.thread());
            }
        }
    }
}
