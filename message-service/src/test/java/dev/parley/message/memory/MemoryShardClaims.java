package dev.parley.message.memory;

import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.ShardClaims;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The claims in memory.
public final class MemoryShardClaims implements ShardClaims {

    private static final Duration LEASE = Duration.ofSeconds(10);

    private final Clock clock;
    private final Map<String, Instant> replicas = new HashMap<>();
    private final Map<String, Instant> resting = new HashMap<>();
    private final Map<Integer, Lease> leases = new HashMap<>();

    private record Lease(String replica, Instant end) {}

    /// Claims by this clock.
    public MemoryShardClaims(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Duration lease() {
        return LEASE;
    }

    @Override
    public synchronized Set<Integer> claim(String replica) {
        Instant now = clock.instant();
        replicas.put(replica, now.plus(LEASE));
        replicas.values().removeIf(end -> !end.isAfter(now));
        leases.values().removeIf(lease -> !lease.end().isAfter(now));
        resting.values().removeIf(end -> !end.isAfter(now));
        int working = (int) replicas.keySet().stream()
                .filter(one -> !resting.containsKey(one))
                .count();
        int most = Math.ceilDiv(DirtyHeads.SHARDS, Math.max(1, working));
        var mine = new HashSet<Integer>();
        for (int shard = 0; shard < DirtyHeads.SHARDS && mine.size() < most; shard++) {
            Lease lease = leases.get(shard);
            if (lease != null && lease.replica().equals(replica)) {
                mine.add(shard);
            }
        }
        for (int shard = 0; shard < DirtyHeads.SHARDS && mine.size() < most; shard++) {
            if (!leases.containsKey(shard)) {
                mine.add(shard);
            }
        }
        end(replica, mine);
        mine.forEach(shard -> leases.put(shard, new Lease(replica, now.plus(LEASE))));
        return mine;
    }

    @Override
    public synchronized boolean rest(String replica, Duration time) {
        Instant now = clock.instant();
        boolean replaced = replicas.entrySet().stream()
                .anyMatch(other -> !other.getKey().equals(replica)
                        && other.getValue().isAfter(now)
                        && !resting.getOrDefault(other.getKey(), now).isAfter(now));
        if (replaced) {
            replicas.put(replica, now.plus(LEASE));
            resting.put(replica, now.plus(time));
            end(replica, Set.of());
        }
        return replaced;
    }

    @Override
    public synchronized int replicas() {
        Instant now = clock.instant();
        return (int) replicas.values().stream().filter(end -> end.isAfter(now)).count();
    }

    @Override
    public synchronized void release(String replica) {
        replicas.remove(replica);
        leases.values().removeIf(lease -> lease.replica().equals(replica));
    }

    /// Ends the leases of a replica, except for some shards.
    synchronized void end(String replica, Set<Integer> kept) {
        leases.entrySet()
                .removeIf(lease -> lease.getValue().replica().equals(replica) && !kept.contains(lease.getKey()));
    }

    /// Ends the presence of a replica.
    synchronized void end(String replica) {
        replicas.remove(replica);
    }
}
