package dev.parley.e2e.replica;

import dev.parley.e2e.process.Fleet;
import dev.parley.e2e.process.Fleet.Replica;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// Pauses and kills processes of a fleet, and remembers when each was away.
final class Absences {

    /// How long a process may take to be itself again after it was away.
    private static final Duration RECOVERY = Duration.ofSeconds(1);

    private final Fleet fleet;
    private final Queue<Absence> over = new ConcurrentLinkedQueue<>();
    private final Map<Replica, Long> away = new ConcurrentHashMap<>();

    private record Absence(Replica replica, long fromNanos, long toNanos) {}

    Absences(Fleet fleet) {
        this.fleet = fleet;
    }

    /// Stops a process in the middle of what it does, and lets it continue after a time.
    void pause(Replica replica, Duration time) {
        away.put(replica, System.nanoTime());
        fleet.process(replica).process().pause();
        LockSupport.parkNanos(time.toNanos());
        fleet.process(replica).process().resume();
        back(replica);
    }

    /// Kills a process, and starts it again after a time.
    void kill(Replica replica, Duration time) throws IOException {
        away.put(replica, System.nanoTime());
        fleet.kill(replica);
        LockSupport.parkNanos(time.toNanos());
        fleet.restart(replica);
        back(replica);
    }

    private void back(Replica replica) {
        long from = away.get(replica);
        over.add(new Absence(replica, from, System.nanoTime() + RECOVERY.toNanos()));
        away.remove(replica);
    }

    /// Whether a process is away now.
    boolean isAway(Replica replica) {
        return away.containsKey(replica);
    }

    /// Returns the processes that were away at some moment of a time that has passed.
    List<Replica> during(long fromNanos, long toNanos) {
        return fleet.replicas().stream()
                .filter(replica -> touches(replica, fromNanos, toNanos))
                .toList();
    }

    /// Whether a process was away, or not yet itself again, at some moment of a time that has passed.
    boolean touches(Replica replica, long fromNanos, long toNanos) {
        Long since = away.get(replica);
        return since != null && since - toNanos <= 0
                || over.stream()
                        .anyMatch(one -> one.replica().equals(replica)
                                && one.fromNanos() - toNanos <= 0
                                && fromNanos - one.toNanos() <= 0);
    }
}
