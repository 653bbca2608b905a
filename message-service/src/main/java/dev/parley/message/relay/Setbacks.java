package dev.parley.message.relay;

import dev.parley.id.ThreadId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The threads whose heads failed while others may have been accepted. Each waits for its own back-off: 100 ms,
/// doubling up to 3 s, and at least six times as long as the attempt took. So a head on which the inbox hangs
/// takes a small part of the relay's time. Times are those of [System#nanoTime]. Not thread-safe.
final class Setbacks {

    /// Beyond this number a head is retried with each pass, and is not parked for its failures.
    private static final int MOST = 10_000;

    private static final long FIRST = Duration.ofMillis(100).toNanos();
    private static final long LONGEST = Duration.ofSeconds(3).toNanos();
    private static final long FORGOTTEN = Duration.ofMinutes(10).toNanos();
    private static final int PAUSES_PER_ATTEMPT = 6;

    private final Map<ThreadId, Setback> threads = new HashMap<>();

    /// The failures of one thread in a row.
    ///
    /// @param failures all of them
    /// @param faults the last of them, in a row, that may concern this head only
    /// @param previous when the attempt before the last one ended; the last one itself if it was the first
    /// @param latest when the last attempt ended
    /// @param due when to try again
    record Setback(int failures, int faults, long previous, long latest, long due) {}

    /// Whether the head of a thread has to wait.
    boolean isHeld(ThreadId thread, long now) {
        if (threads.isEmpty()) {
            return false;
        }
        Setback setback = threads.get(thread);
        return setback != null && setback.due() - now > 0;
    }

    /// Returns how many attempts in a row failed.
    int failures(ThreadId thread) {
        Setback setback = threads.get(thread);
        return setback == null ? 0 : setback.failures();
    }

    /// Records a failed attempt.
    ///
    /// @param fault whether the failure may concern this head only
    Setback failed(ThreadId thread, boolean fault, long begun, long now) {
        if (threads.size() >= MOST) {
            threads.values().removeIf(old -> now - old.due() > FORGOTTEN);
        }
        Setback before = threads.getOrDefault(thread, new Setback(0, 0, now, now, now));
        long backoff = Math.min(LONGEST, FIRST << Math.min(before.failures(), 10));
        var setback = new Setback(
                before.failures() + 1,
                fault ? before.faults() + 1 : 0,
                before.latest(),
                now,
                now + Math.max(backoff, PAUSES_PER_ATTEMPT * (now - begun)));
        if (threads.size() < MOST || threads.containsKey(thread)) {
            threads.put(thread, setback);
        }
        return setback;
    }

    /// Lets others go first, because the inbox itself may have failed: the head waits for 100 ms only.
    void skip(ThreadId thread, long now) {
        threads.computeIfPresent(
                thread,
                (id, one) -> new Setback(one.failures(), one.faults(), one.previous(), one.latest(), now + FIRST));
    }

    /// Forgets the failures of a thread.
    void over(ThreadId thread) {
        if (!threads.isEmpty()) {
            threads.remove(thread);
        }
    }
}
