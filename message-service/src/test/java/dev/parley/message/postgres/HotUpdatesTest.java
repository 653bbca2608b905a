package dev.parley.message.postgres;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.BOB;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.id.ThreadId;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.MessageLogContractStore.SilentListener;
import dev.parley.message.relay.DirtyHeadsContract;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rows that are rewritten constantly stay on their pages and touch no index, also in quiet threads, in which
/// each message is reported to the inbox before the next one arrives.
final class HotUpdatesTest {

    private static final int THREADS = 20;
    private static final int ROUNDS = 30;

    @Test
    void headsAndCursorsOfQuietThreadsTouchNoIndex() {
        var database = LogDatabase.create();
        try (var engine = new PostgresEngine(database.pool())) {
            ContractLog log = engine.open(Clock.systemUTC(), new SilentListener());
            var cursors = engine.cursors(Clock.systemUTC());
            List<ThreadId> threads =
                    Stream.generate(() -> newThread(log)).limit(THREADS).toList();
            for (int round = 1; round <= ROUNDS; round++) {
                for (ThreadId thread : threads) {
                    sent(log, thread, ALICE, "request-" + round);
                    cursors.advance(thread, BOB, round);
                }
                engine.dirtyHeads().settle(DirtyHeadsContract.all(engine.dirtyHeads()));
            }

            for (String table : List.of("thread_head", "thread_relay", "cursor")) {
                assertThat(hotPercent(database, table)).as(table).isGreaterThanOrEqualTo(90);
            }
        }
    }

    /// Sessions report their statistics when they end, or now and then.
    private static long hotPercent(LogDatabase database, String table) {
        String updates = "select coalesce(sum(n_tup_upd), 0) from pg_stat_user_tables where relname = '" + table + "'";
        await().until(() -> database.number(updates) >= THREADS * (ROUNDS - 1));
        return database.number(
                "select 100 * n_tup_hot_upd / n_tup_upd from pg_stat_user_tables where relname = '" + table + "'");
    }
}
