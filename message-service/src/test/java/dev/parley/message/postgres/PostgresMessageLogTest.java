package dev.parley.message.postgres;

import dev.parley.message.log.ContractLog;
import dev.parley.message.log.LogListener;
import dev.parley.message.log.MessageLogContract;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

final class PostgresMessageLogTest implements MessageLogContract {

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
}
