package dev.parley.message.postgres.append;

import dev.parley.id.ThreadId;
import dev.parley.message.log.PendingChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The changes of threads whose heads another session holds, each thread with a queue of its own, so that it
/// holds up no other. For one thread of execution.
final class HeldChanges {

    /// How many changes wait at most in one thread.
    private static final int MOST = 1_000;

    private final Map<ThreadId, Waiting> threads = new LinkedHashMap<>();
    private final long patience;

    /// The changes of one thread, and since when they wait.
    private record Waiting(long since, List<PendingChange<?>> changes) {}

    /// A thread that is held for longer than `patience` is given up.
    HeldChanges(Duration patience) {
        this.patience = patience.toNanos();
    }

    boolean isEmpty() {
        return threads.isEmpty();
    }

    /// Takes those out of a batch whose threads are held, so that they keep their order. Returns those that
    /// find no room.
    List<PendingChange<?>> divert(List<PendingChange<?>> batch) {
        var refused = new ArrayList<PendingChange<?>>();
        if (!threads.isEmpty()) {
            batch.removeIf(pending -> {
                Waiting waiting = threads.get(pending.thread());
                if (waiting == null) {
                    return false;
                }
                (waiting.changes().size() < MOST ? waiting.changes() : refused).add(pending);
                return true;
            });
        }
        return refused;
    }

    /// Takes changes that could not be written.
    void hold(List<PendingChange<?>> changes, long now) {
        for (PendingChange<?> pending : changes) {
            threads.computeIfAbsent(pending.thread(), thread -> new Waiting(now, new ArrayList<>()))
                    .changes()
                    .add(pending);
        }
    }

    /// Takes out all changes of threads that have waited too long.
    List<PendingChange<?>> expired(long now) {
        var expired = new ArrayList<PendingChange<?>>();
        threads.values().removeIf(waiting -> now - waiting.since() > patience && expired.addAll(waiting.changes()));
        return expired;
    }

    /// All changes of some threads, about `most`, to try again. They stay until [#settle].
    List<PendingChange<?>> next(int most) {
        var next = new ArrayList<PendingChange<?>>();
        for (Waiting waiting : threads.values()) {
            if (next.size() < most) {
                next.addAll(waiting.changes());
            }
        }
        return next;
    }

    /// Takes out the threads of those that were tried, but for the ones that are still held.
    void settle(List<PendingChange<?>> tried, List<PendingChange<?>> postponed) {
        var still = postponed.stream().map(PendingChange::thread).toList();
        tried.stream()
                .map(PendingChange::thread)
                .filter(thread -> !still.contains(thread))
                .forEach(threads::remove);
    }

    /// Takes out everything.
    List<PendingChange<?>> drain() {
        var all = new ArrayList<PendingChange<?>>();
        threads.values().forEach(waiting -> all.addAll(waiting.changes()));
        threads.clear();
        return all;
    }
}
