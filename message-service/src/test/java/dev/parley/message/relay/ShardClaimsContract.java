package dev.parley.message.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The contract of every engine for shards.
public interface ShardClaimsContract {

    /// Returns the claims of a store without leases.
    ShardClaims claims();

    /// Ends the leases of a replica on all shards but some.
    void endLeases(String replica, Set<Integer> kept);

    /// Ends the lease of a replica itself.
    void endPresence(String replica);

    @Test
    default void replicasShareTheShards() {
        ShardClaims claims = claims();
        assertThat(claims.claim("one")).hasSize(DirtyHeads.SHARDS);
        assertThat(claims.claim("one")).hasSize(DirtyHeads.SHARDS);
        assertThat(claims.claim("two")).as("all are still leased").isEmpty();
        Set<Integer> kept = claims.claim("one");
        assertThat(kept).as("only the fair share is renewed").hasSize(DirtyHeads.SHARDS / 2);

        assertThat(claims.claim("two")).hasSize(DirtyHeads.SHARDS / 2).doesNotContainAnyElementsOf(kept);
        claims.release("one");
        assertThat(new HashSet<>(claims.claim("two"))).hasSize(DirtyHeads.SHARDS);
    }

    @Test
    default void replicaThatRestsLeavesItsShardsToOthersAndStaysPresent() {
        ShardClaims claims = claims();
        claims.claim("cut");
        assertThat(claims.rest("cut", Duration.ofMinutes(1)))
                .as("nobody else can relay")
                .isFalse();
        claims.claim("other");
        assertThat(claims.rest("cut", Duration.ofMinutes(1))).isTrue();
        assertThat(claims.claim("other")).hasSize(DirtyHeads.SHARDS);
        assertThat(claims.replicas()).isEqualTo(2);
        assertThat(claims.rest("other", Duration.ofMinutes(1)))
                .as("the only other one rests")
                .isFalse();
        assertThat(claims.claim("other")).hasSize(DirtyHeads.SHARDS);
    }

    @Test
    default void replicaThatHasRestedGetsItsShareAgain() {
        ShardClaims claims = claims();
        claims.claim("cut");
        claims.claim("other");
        assertThat(claims.rest("cut", Duration.ZERO)).isTrue();
        assertThat(claims.claim("cut")).hasSize(DirtyHeads.SHARDS / 2);
        assertThat(claims.claim("other")).hasSize(DirtyHeads.SHARDS / 2);
    }

    @Test
    default void shardsOfADeadReplicaAreTakenOver() {
        ShardClaims claims = claims();
        assertThat(claims.claim("gone")).hasSize(DirtyHeads.SHARDS);
        assertThat(claims.claim("other")).isEmpty();
        endLeases("gone", Set.of());
        endPresence("gone");
        assertThat(claims.claim("other")).hasSize(DirtyHeads.SHARDS);
    }
}
