package dev.parley.message.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.postgres.relay.RelayClaimConfig;
import dev.parley.message.relay.ShardClaims;
import dev.parley.message.relay.ShardClaimsContract;
import io.micronaut.core.bind.annotation.Bindable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PostgresShardClaimsTest implements ShardClaimsContract {

    private final LogDatabase database = LogDatabase.create();
    private final PostgresEngine engine = new PostgresEngine(database.pool());

    @AfterEach
    void close() {
        engine.close();
    }

    @Override
    public ShardClaims claims() {
        return engine.claims();
    }

    @Override
    public void endLeases(String replica, Set<Integer> kept) {
        String shards = kept.stream().map(String::valueOf).collect(Collectors.joining(","));
        run("update relay_shard set lease_end = now() - interval '1 second' where replica = '" + replica
                + "' and not shard = any ('{" + shards + "}')");
    }

    @Override
    public void endPresence(String replica) {
        run("update relay_replica set lease_end = now() - interval '1 second' where replica = '" + replica + "'");
    }

    /// A replica that hangs, is paused, or was killed delays the news of inboxes by less than five seconds. So long a
    /// replica that takes its place may also have to wait for its first shards.
    @Test
    void shardsOfADeadReplicaAreFreeAfterAShortTimeByDefault() {
        ShardClaims claims = engine.claims(new RelayClaimConfig(defaultLease()));
        assertThat(claims.claim("dead")).hasSize(32);
        assertThat(claims.claim("next")).isEmpty();
        Awaitility.await()
                .atMost(Duration.ofMillis(3500))
                .until(() -> claims.claim("next").size() == 32);
    }

    private static Duration defaultLease() {
        String value = RelayClaimConfig.class
                .getDeclaredConstructors()[0]
                .getParameters()[0]
                .getAnnotation(Bindable.class)
                .defaultValue();
        return Duration.parse("PT" + value);
    }

    private void run(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }
}
