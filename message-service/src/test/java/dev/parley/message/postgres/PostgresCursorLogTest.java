package dev.parley.message.postgres;

import dev.parley.message.log.LogListener;
import dev.parley.message.log.MessageLog;
import dev.parley.message.receipt.CursorLog;
import dev.parley.message.receipt.CursorLogContract;
import dev.parley.message.relay.DirtyHeads;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

final class PostgresCursorLogTest implements CursorLogContract {

    private static PostgresEngine engine;

    @BeforeAll
    static void start() {
        engine = new PostgresEngine(LogDatabase.create().pool());
    }

    @AfterEach
    void closeLogs() {
        engine.closeLogs();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Override
    public MessageLog open(Clock clock, LogListener listener) {
        return engine.open(clock, listener);
    }

    @Override
    public CursorLog cursorLog() {
        return engine.cursorLog();
    }

    @Override
    public DirtyHeads dirtyHeads() {
        return engine.dirtyHeads();
    }
}
