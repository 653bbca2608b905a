package dev.parley.thread.postgres;

import dev.parley.thread.contract.BlockRaceContract;
import dev.parley.thread.contract.ThreadDirectoryContract;
import dev.parley.thread.contract.ThreadStoreContract;
import dev.parley.thread.contract.ThreadWorkshop;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PostgresEngineTest implements ThreadStoreContract, ThreadDirectoryContract, BlockRaceContract {
    private static PostgresEngine engine;

    private final ThreadWorkshop workshop = new ThreadWorkshop(engine);

    @BeforeAll
    static void start() {
        engine = new PostgresEngine();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Override
    public ThreadWorkshop workshop() {
        return workshop;
    }
}
