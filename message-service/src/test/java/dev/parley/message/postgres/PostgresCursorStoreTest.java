package dev.parley.message.postgres;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Callers;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.LogListener;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorMove;
import dev.parley.message.receipt.CursorMovesContract;
import dev.parley.message.receipt.CursorStore;
import dev.parley.message.receipt.CursorStoreContract;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.DirtyHeadsContract;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PostgresCursorStoreTest implements CursorStoreContract, CursorMovesContract {

    private static final int THREADS = 4;
    private static final int READERS = 12;
    private static final int MESSAGES = 30;

    private static LogDatabase database;
    private static PostgresEngine engine;

    @BeforeAll
    static void start() {
        database = LogDatabase.create();
        engine = new PostgresEngine(database.pool());
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
    public CursorStore cursors() {
        return cursors(Clock.systemUTC());
    }

    @Override
    public CursorStore cursors(Clock clock) {
        return engine.cursors(clock);
    }

    @Override
    public DirtyHeads dirtyHeads() {
        return engine.dirtyHeads();
    }

    /// Two replicas move the cursors of the same users, while messages arrive and a relay folds and settles.
    @Test
    void eachMoveHasItsOwnNumberAndNoneIsLost() {
        ContractLog log = open();
        List<ThreadId> threads =
                IntStream.range(0, THREADS).mapToObj(i -> newThread(log)).toList();
        List<UserId> readers = IntStream.range(0, READERS)
                .mapToObj(i -> new UserId("usr_reader_" + i))
                .toList();
        for (int number = 0; number < MESSAGES; number++) {
            send(log, threads, "first-" + number);
        }
        DirtyHeads relay = engine.dirtyHeads();
        try (var callers = new Callers()) {
            callers.begin(() -> IntStream.range(0, MESSAGES).forEach(number -> send(log, threads, "later-" + number)));
            callers.begin(() -> IntStream.range(0, MESSAGES).forEach(_ -> relay.settle(DirtyHeadsContract.all(relay))));
            callers.begin(() -> readAll(cursors(), threads, readers));
            callers.begin(() -> readAll(cursors(), threads, readers));
            callers.awaitEnd();
        }
        assertThat(database.number(
                        "select count(*) from cursor where user_id like 'usr_reader%' and read_sequence = " + MESSAGES))
                .isEqualTo(THREADS * READERS);
        assertThat(database.number(
                        "select count(distinct (thread_id, move)) from cursor where user_id like 'usr_reader%'"))
                .as("distinct numbers")
                .isEqualTo(THREADS * READERS);
        assertThat(database.number("select count(*) from cursor c join thread_relay r using (thread_id)"
                        + " where c.user_id like 'usr_reader%' and (c.move > r.moves or c.read_move > r.read_moves)"))
                .as("cursors whose number the relay does not know")
                .isZero();
        assertThat(database.number("select count(*) from cursor c join thread_relay r using (thread_id)"
                        + " where c.user_id like 'usr_reader%' and c.read_move > r.settled_moves"
                        + " and not exists (select from dirty_thread d where d.thread_id = c.thread_id)"))
                .as("cursors that the inbox lacks although the thread is not marked")
                .isZero();
    }

    /// Each round is a batch, or several.
    private static void readAll(CursorStore replica, List<ThreadId> threads, List<UserId> readers) {
        for (long sequence = 1; sequence <= MESSAGES; sequence++) {
            var round = new ArrayList<CompletableFuture<Cursor>>();
            for (UserId reader : readers) {
                for (ThreadId thread : threads) {
                    round.add(replica.move(CursorMove.READ, thread, reader, sequence, CursorStore.ANY_FENCE));
                }
            }
            long asked = sequence;
            assertThat(round)
                    .allSatisfy(moved ->
                            assertThat(CursorStore.await(moved).readSequence()).isGreaterThanOrEqualTo(asked));
        }
    }

    private static void send(ContractLog log, List<ThreadId> threads, String request) {
        threads.forEach(thread -> sent(log, thread, ALICE, request));
    }
}
