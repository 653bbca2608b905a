package dev.parley.message.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.ShardClaims;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PostgresShardClaimsTest {

    private final LogDatabase database = LogDatabase.create();

    @Test
    void replicasShareTheShards() throws SQLException {
        try (var engine = new PostgresEngine(database.pool())) {
            ShardClaims claims = engine.claims();
            assertThat(claims.claim("one")).hasSize(DirtyHeads.SHARDS);
            assertThat(claims.claim("one")).hasSize(DirtyHeads.SHARDS);

            assertThat(claims.claim("two")).as("all are still leased").isEmpty();
            Set<Integer> kept = claims.claim("one");
            assertThat(kept).as("only the fair share is renewed").hasSize(DirtyHeads.SHARDS / 2);

            endLeases("replica = 'one' and not shard = any ('{" + list(kept) + "}')");
            Set<Integer> taken = claims.claim("two");
            assertThat(taken).hasSize(DirtyHeads.SHARDS / 2).doesNotContainAnyElementsOf(kept);

            claims.release("one");
            Set<Integer> all = new HashSet<>(claims.claim("two"));
            assertThat(all).hasSize(DirtyHeads.SHARDS);
        }
    }

    @Test
    void shardsOfAReplicaThatIsGoneAreTakenOver() throws SQLException {
        try (var engine = new PostgresEngine(database.pool())) {
            assertThat(engine.claims().claim("gone")).hasSize(DirtyHeads.SHARDS);
            assertThat(engine.claims().claim("other")).isEmpty();
            endLeases("true");
            run("update relay_replica set lease_end = now() - interval '1 second' where replica = 'gone'");
            assertThat(engine.claims().claim("other")).hasSize(DirtyHeads.SHARDS);
        }
    }

    private void endLeases(String where) throws SQLException {
        run("update relay_shard set lease_end = now() - interval '1 second' where " + where);
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String list(Set<Integer> shards) {
        return String.join(",", shards.stream().map(String::valueOf).toList());
    }
}
