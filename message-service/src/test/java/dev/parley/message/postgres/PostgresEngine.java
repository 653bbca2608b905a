package dev.parley.message.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.LogListener;
import dev.parley.message.postgres.relay.PostgresDirtyHeads;
import dev.parley.message.postgres.relay.PostgresShardClaims;
import dev.parley.message.postgres.relay.RelayClaimConfig;
import dev.parley.message.receipt.CursorStore;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.ShardClaims;
import dev.parley.message.send.UnscreenedMessages;
import dev.parley.platform.postgres.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The engine on one pool of a database, and the instances that a test opens on it.
final class PostgresEngine implements AutoCloseable {

    static final PostgresLogConfig CONFIG = new PostgresLogConfig(2, 256, 20_000, Duration.ofSeconds(3));

    private final HikariDataSource pool;
    private final Database database;
    private final List<PostgresMessageLog> opened = new ArrayList<>();

    /// Closes the pool at the end.
    PostgresEngine(HikariDataSource pool) {
        this.pool = pool;
        this.database = new Database(pool);
    }

    ContractLog open(Clock clock, LogListener listener) {
        return open(clock, listener, CONFIG);
    }

    ContractLog open(Clock clock, LogListener listener, PostgresLogConfig config) {
        var log = new PostgresMessageLog(database, clock, listener, config);
        opened.add(log);
        return new ContractLog(log, log);
    }

    CursorStore cursors(Clock clock) {
        return new PostgresCursorStore(database, clock);
    }

    DirtyHeads dirtyHeads() {
        return new PostgresDirtyHeads(database);
    }

    /// Returns the dirty heads with another number of frames that are folded at once.
    DirtyHeads dirtyHeads(int frames) {
        return new PostgresDirtyHeads(database, frames);
    }

    UnscreenedMessages unscreened() {
        return new PostgresUnscreenedMessages(database);
    }

    ShardClaims claims() {
        return claims(new RelayClaimConfig(Duration.ofSeconds(10)));
    }

    ShardClaims claims(RelayClaimConfig config) {
        return new PostgresShardClaims(database, config);
    }

    /// Closes the instances; the pool stays.
    void closeLogs() {
        opened.forEach(PostgresMessageLog::close);
        opened.clear();
    }

    @Override
    public void close() {
        closeLogs();
        pool.close();
    }
}
