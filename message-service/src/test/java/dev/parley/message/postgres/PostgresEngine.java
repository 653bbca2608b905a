package dev.parley.message.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.message.log.LogListener;
import dev.parley.message.log.MessageLog;
import dev.parley.message.receipt.CursorLog;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.send.Unscreened;
import dev.parley.platform.postgres.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The engine on one pool of a database, and the instances that a test opens of it.
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

    MessageLog open(Clock clock, LogListener listener) {
        return open(clock, listener, CONFIG);
    }

    MessageLog open(Clock clock, LogListener listener, PostgresLogConfig config) {
        var log = new PostgresMessageLog(database, clock, listener, config);
        opened.add(log);
        return log;
    }

    CursorLog cursorLog() {
        return new PostgresCursorLog(database, Clock.systemUTC());
    }

    DirtyHeads dirtyHeads() {
        return new PostgresDirtyHeads(database);
    }

    Unscreened unscreened() {
        return new PostgresUnscreened(database);
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
