package dev.parley.message.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The promises of every engine about shards.
public interface ShardClaimsContract {

    /// The claims of a store without leases.
    ShardClaims claims();

    /// Lets the leases of a replica on all shards but some end.
    void endLeases(String replica, Set<Integer> kept);

    /// Lets the lease of a replica itself end.
    void endPresence(String replica);

    @Test
    default void replicasShareTheShards() {
        ShardClaims claims = claims();
        assertThat(claims.claim("one")).hasSize(DirtyHeads.SHARDS);
        assertThat(claims.claim("one")).hasSize(DirtyHeads.SHARDS);
        assertThat(claims.claim("two")).as("all are still leased").isEmpty();
        Set<Integer> kept = claims.claim("one");
        assertThat(kept).as("only the fair share is renewed").hasSize(DirtyHeads.SHARDS / 2);

        endLeases("one", kept);
        assertThat(claims.claim("two")).hasSize(DirtyHeads.SHARDS / 2).doesNotContainAnyElementsOf(kept);
        claims.release("one");
        assertThat(new HashSet<>(claims.claim("two"))).hasSize(DirtyHeads.SHARDS);
    }

    @Test
    default void shardsOfAReplicaThatIsGoneAreTakenOver() {
        ShardClaims claims = claims();
        assertThat(claims.claim("gone")).hasSize(DirtyHeads.SHARDS);
        assertThat(claims.claim("other")).isEmpty();
        endLeases("gone", Set.of());
        endPresence("gone");
        assertThat(claims.claim("other")).hasSize(DirtyHeads.SHARDS);
    }
}
