package dev.parley.message.relay;

import java.time.Duration;
import java.util.Set;

/// Shares the shards among the replicas by leases. Nothing depends on it but speed: two replicas that work on the
/// same shard for a moment settle the same heads twice.
public interface ShardClaims {

    /// How long a claim lasts that is not renewed.
    Duration lease();

    /// Claims or renews a fair share of the shards for a replica, and returns it.
    Set<Integer> claim(String replica);

    /// Gives up what a replica claimed.
    void release(String replica);
}
