package dev.parley.message.postgres.append;

import dev.parley.id.ThreadId;
import dev.parley.message.log.PendingChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The changes of threads whose heads another session holds, with a queue per thread, so that no thread holds
/// up another. Those of one thread, those of all threads, and the length of their texts are bounded. Not
/// thread-safe.
final class HeldChanges {

    /// The maximum number of changes that wait in one thread.
    private static final int MOST = 1_000;

    /// The maximum number of changes that wait in all threads.
    private static final int MOST_OF_ALL = 20_000;

    /// The maximum total length of the texts that wait, in UTF-16 units.
    private static final long LENGTH_BOUND = 15_000_000;

    private final Map<ThreadId, Waiting> threads = new LinkedHashMap<>();
    private final long patience;
    private int count;
    private long length;

    /// The changes of one thread, and when they began to wait.
    private record Waiting(long since, List<PendingChange<?>> changes) {}

    /// Gives up a thread that is held for longer than `patience`.
    HeldChanges(Duration patience) {
        this.patience = patience.toNanos();
    }

    boolean isEmpty() {
        return threads.isEmpty();
    }

    /// Moves the changes of held threads out of a batch, so that they keep their order. Returns the changes
    /// for which there is no room.
    List<PendingChange<?>> divert(List<PendingChange<?>> batch) {
        var refused = new ArrayList<PendingChange<?>>();
        if (!threads.isEmpty()) {
            batch.removeIf(pending -> {
                Waiting waiting = threads.get(pending.thread());
                if (waiting == null) {
                    return false;
                }
                if (waiting.changes().size() >= MOST || !add(waiting, pending)) {
                    refused.add(pending);
                }
                return true;
            });
        }
        return refused;
    }

    boolean contains(PendingChange<?> pending) {
        Waiting waiting = threads.get(pending.thread());
        return waiting != null && waiting.changes().contains(pending);
    }

    /// Returns whether there was room.
    private boolean add(Waiting waiting, PendingChange<?> pending) {
        int weight = pending.change().weight();
        if (count == MOST_OF_ALL || length + weight > LENGTH_BOUND) {
            return false;
        }
        count++;
        length += weight;
        return waiting.changes().add(pending);
    }

    private void left(List<PendingChange<?>> changes) {
        count -= changes.size();
        changes.forEach(pending -> length -= pending.change().weight());
    }

    /// Queues changes that could not be written. Returns those for which there is no room.
    List<PendingChange<?>> hold(List<PendingChange<?>> changes, long now) {
        var refused = new ArrayList<PendingChange<?>>();
        for (PendingChange<?> pending : changes) {
            Waiting known = threads.get(pending.thread());
            Waiting waiting = known == null ? new Waiting(now, new ArrayList<>()) : known;
            if (!add(waiting, pending)) {
                refused.add(pending);
            } else if (known == null) {
                threads.put(pending.thread(), waiting);
            }
        }
        return refused;
    }

    /// Removes all changes of threads that have waited too long, and returns them.
    List<PendingChange<?>> expired(long now) {
        var expired = new ArrayList<PendingChange<?>>();
        threads.values().removeIf(waiting -> now - waiting.since() > patience && expired.addAll(waiting.changes()));
        left(expired);
        return expired;
    }

    /// Returns all changes of some threads, about `most`, for a retry. They stay queued until [#settle].
    List<PendingChange<?>> next(int most) {
        var next = new ArrayList<PendingChange<?>>();
        for (Waiting waiting : threads.values()) {
            if (next.size() < most) {
                next.addAll(waiting.changes());
            }
        }
        return next;
    }

    /// Removes the threads of the changes that were tried, except for those that are still held.
    void settle(List<PendingChange<?>> tried, List<PendingChange<?>> postponed) {
        var still = postponed.stream().map(PendingChange::thread).toList();
        tried.stream()
                .map(PendingChange::thread)
                .filter(thread -> !still.contains(thread))
                .map(threads::remove)
                .filter(Objects::nonNull)
                .forEach(waiting -> left(waiting.changes()));
    }

    /// Removes everything and returns it.
    List<PendingChange<?>> drain() {
        var all = new ArrayList<PendingChange<?>>();
        threads.values().forEach(waiting -> all.addAll(waiting.changes()));
        threads.clear();
        left(all);
        return all;
    }
}
