package dev.parley.message.postgres;

import dev.parley.message.relay.ShardClaims;
import dev.parley.message.relay.ShardClaimsContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;

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

    private void run(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }
}
