package dev.parley.message.postgres;

import dev.parley.message.log.ContractLog;
import dev.parley.message.log.LogListener;
import dev.parley.message.receipt.CursorStore;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.DirtyHeadsContract;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

final class PostgresDirtyHeadsTest implements DirtyHeadsContract {

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
    public ContractLog open(Clock clock, LogListener listener) {
        return engine.open(clock, listener);
    }

    @Override
    public CursorStore cursors(Clock clock) {
        return engine.cursors(clock);
    }

    @Override
    public DirtyHeads dirtyHeads() {
        return engine.dirtyHeads();
    }

    @Override
    public DirtyHeads dirtyHeads(int frames) {
        return engine.dirtyHeads(frames);
    }
}
