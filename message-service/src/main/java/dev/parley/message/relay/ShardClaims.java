package dev.parley.message.relay;

import java.time.Duration;
import java.util.Set;

/// Shares the shards among the replicas through leases. Only latency depends on it: if two replicas briefly
/// work on the same shard, they settle the same heads twice.
public interface ShardClaims {

    /// Returns how long a claim lasts if it is not renewed.
    Duration lease();

    /// Claims or renews a fair share of the shards for a replica, and returns it.
    Set<Integer> claim(String replica);

    /// Releases the shards of a replica that cannot use them, and gives it no share for this long, if another replica
    /// can: one that is present and does not rest. Returns whether it rests now. It stays present; its presence is
    /// renewed.
    boolean rest(String replica, Duration time);

    /// Returns how many replicas have claimed lately, and neither released their claims nor let them expire. Those
    /// that rest are included.
    int replicas();

    /// Releases what a replica claimed.
    void release(String replica);
}
