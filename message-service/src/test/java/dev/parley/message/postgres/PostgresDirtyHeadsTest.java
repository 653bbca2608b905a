package dev.parley.message.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Actor;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Head;
import dev.parley.message.log.LogListener;
import dev.parley.message.log.MessageLogContractStore;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorStore;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeads.Newest;
import dev.parley.message.relay.DirtyHeadsContract;
import dev.parley.message.relay.DirtyHeadsRaceContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PostgresDirtyHeadsTest implements DirtyHeadsContract, DirtyHeadsRaceContract {

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
    public CursorStore cursors(Clock clock) {
        return engine.cursors(clock);
    }

    @Override
    public DirtyHeads dirtyHeads() {
        return engine.dirtyHeads();
    }

    @Test
    void headIsReportedUpToTheFoldedFrames() {
        ContractLog log = open();
        ThreadId thread = MessageLogContractStore.newThread(log);
        log.setFence(MessageLogContractStore.fence(thread, 2, ALICE, BOB, CAROL));
        Frame first = MessageLogContractStore.sent(log, thread, ALICE, "request-1");
        MessageLogContractStore.sent(log, thread, BOB, "request-2");
        log.setFence(MessageLogContractStore.fence(thread, 3, ALICE, BOB));
        DirtyHeads heads = engine.dirtyHeads(2);

        DirtyHead two = dirty(heads, thread).orElseThrow();
        assertThat(two.head()).isEqualTo(new Head(2, 1));
        assertThat(two.newest())
                .contains(new Newest(first.messageId(), 2, first.createTime(), Optional.of(Actor.of(ALICE))));
        assertThat(two.cursors()).extracting(Cursor::user).containsExactlyInAnyOrder(CAROL, ALICE);
        heads.settle(List.of(two));

        DirtyHead four = dirty(heads, thread).orElseThrow();
        assertThat(four.head()).isEqualTo(new Head(4, 2));
        assertThat(four.newest().orElseThrow().sequence()).isEqualTo(3);
        assertThat(four.cursors()).extracting(Cursor::user).containsExactly(BOB);
        heads.settle(List.of(four));
        assertThat(dirty(heads, thread)).isEmpty();
    }

    /// However many threads are behind, and however far, a call folds a bounded number of frames; and each
    /// call folds some of every thread.
    @Test
    void threadsThatAreFarBehindShareTheWorkOfACall() {
        ContractLog log = open();
        List<ThreadId> threads = Stream.generate(() -> MessageLogContractStore.newThread(log))
                .limit(4)
                .toList();
        for (ThreadId thread : threads) {
            for (int send = 0; send < 30; send++) {
                MessageLogContractStore.sent(log, thread, ALICE, "request-" + send);
            }
        }
        DirtyHeads heads = engine.dirtyHeads(40);

        List<Long> folded = threads.stream()
                .map(thread -> dirty(heads, thread).orElseThrow().head().sequence())
                .toList();

        assertThat(folded.getFirst()).isBetween(1L, 10L);
        int calls = 0;
        while (threads.stream().anyMatch(thread -> head(heads, thread) < 30)) {
            assertThat(++calls).isLessThan(30);
        }
    }

    private static long head(DirtyHeads heads, ThreadId thread) {
        return dirty(heads, thread).orElseThrow().head().sequence();
    }

    private static Optional<DirtyHead> dirty(DirtyHeads heads, ThreadId thread) {
        return DirtyHeadsContract.all(heads).stream()
                .filter(head -> head.thread().equals(thread))
                .findFirst();
    }

    /// A settlement beside a send that found the mark of the thread, and is not committed yet.
    @Test
    void sendThatIsNotCommittedKeepsItsMark() throws SQLException {
        ContractLog log = open();
        ThreadId thread = MessageLogContractStore.newThread(log);
        MessageLogContractStore.sent(log, thread, ALICE, "request-1");
        DirtyHeads heads = engine.dirtyHeads();
        DirtyHead reported = dirty(heads, thread).orElseThrow();
        try (Connection other = database.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "update thread_head set sequence = sequence where thread_id = '%s'".formatted(thread.value()));
            statement.execute("insert into dirty_thread (shard, thread_id) values (%d, '%s') on conflict do nothing"
                    .formatted(DirtyHeads.shardOf(thread), thread.value()));
            heads.settle(List.of(reported));
            other.commit();
        }
        assertThat(dirty(heads, thread)).isPresent();
    }
}
