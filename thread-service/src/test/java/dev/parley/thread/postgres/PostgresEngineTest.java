package dev.parley.thread.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.thread.contract.BlockProgressContract;
import dev.parley.thread.contract.BlockRaceContract;
import dev.parley.thread.contract.BlockedMovesContract;
import dev.parley.thread.contract.HistoryContract;
import dev.parley.thread.contract.Race;
import dev.parley.thread.contract.ThreadDirectoryContract;
import dev.parley.thread.contract.ThreadStoreContract;
import dev.parley.thread.contract.ThreadWorkshop;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PostgresEngineTest
        implements ThreadStoreContract,
                ThreadDirectoryContract,
                BlockRaceContract,
                BlockedMovesContract,
                BlockProgressContract,
                HistoryContract {
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

    @Test
    void historyIsDeletedWithItsThread() {
        var ann = ThreadWorkshop.user("ann");
        var thread = workshop.group(ann, ThreadWorkshop.user("bob"));
        var other = workshop.group(ann, ThreadWorkshop.user("bob"));
        assertThat(engine.events(thread)).hasSize(3);
        engine.run("delete from thread where thread_id = '" + thread + "'");
        assertThat(engine.events(thread)).isEmpty();
        assertThat(engine.events(other)).hasSize(3);
    }

    @Test
    void replicasDeleteDifferentEvents() throws Exception {
        var thread = workshop.group(ThreadWorkshop.user("ann"), ThreadWorkshop.user("bob"), ThreadWorkshop.user("cat"));
        engine.age(thread, LIFE.plusDays(400));
        var counts = Race.of(4, i -> engine.history().forget(LIFE, 100));
        assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
        assertThat(engine.events(thread)).isEmpty();
    }

    @Override
    public ThreadWorkshop workshop() {
        return workshop;
    }
}
