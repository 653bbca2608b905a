package dev.parley.message.postgres;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.get;
import static dev.parley.message.log.MessageLogContractStore.history;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.problemOf;
import static dev.parley.message.log.MessageLogContractStore.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.id.ThreadId;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.MessageLog.Appended;
import dev.parley.message.log.MessageLogContractStore;
import dev.parley.message.log.MessageLogContractStore.SilentListener;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sends while another session holds the head of one thread, as a paused replica does.
final class HeldHeadTest {

    private final LogDatabase database = LogDatabase.create();
    private final PostgresEngine engine = new PostgresEngine(database.pool());
    private final ContractLog log = engine.open(Clock.systemUTC(), new SilentListener());
    private final ThreadId held = newThread(log);
    private final List<ThreadId> others =
            Stream.generate(() -> newThread(log)).limit(40).toList();

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void heldHeadDoesNotHoldUpOtherThreads() throws SQLException {
        try (Connection holder = hold()) {
            var late = new ArrayList<CompletableFuture<Appended>>();
            for (int round = 0; round < 20; round++) {
                late.add(log.append(text(held, ALICE, "request-" + round, "text")));
                long start = System.nanoTime();
                send("request-" + round).forEach(MessageLogContractStore::get);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            }
            late.forEach(send -> assertThat(problemOf(send)).isInstanceOf(StoreUnavailable.class));
            holder.rollback();
        }
        assertThat(history(log, held)).isEmpty();
        others.forEach(other -> assertThat(history(log, other)).hasSize(20));
    }

    @Test
    void sendsWaitForAHeldHeadAndKeepTheirOrder() throws SQLException {
        var waiting = new ArrayList<CompletableFuture<Appended>>();
        try (Connection holder = hold()) {
            for (int send = 0; send < 50; send++) {
                waiting.add(log.append(text(held, ALICE, "request-" + send, "text")));
                send("request-" + send).forEach(MessageLogContractStore::get);
            }
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            holder.rollback();
        }
        for (int send = 0; send < 50; send++) {
            assertThat(get(waiting.get(send)).frame().sequence()).isEqualTo(send + 1L);
        }
    }

    /// A send at the moment of the release does not overtake those that wait.
    @Test
    void sendAfterTheReleaseComesAfterThoseThatWait() throws SQLException {
        for (int round = 0; round < 10; round++) {
            CompletableFuture<Appended> first;
            CompletableFuture<Appended> second;
            try (Connection holder = hold()) {
                first = log.append(text(held, ALICE, "first-" + round, "text"));
                send("request-" + round).forEach(MessageLogContractStore::get);
                holder.rollback();
                second = log.append(text(held, ALICE, "second-" + round, "text"));
            }
            assertThat(get(first).frame().sequence()).isEqualTo(2 * round + 1L);
            assertThat(get(second).frame().sequence()).isEqualTo(2 * round + 2L);
        }
    }

    @Test
    void onlySoManySendsWaitForAHeldHead() throws SQLException {
        var sends = new ArrayList<CompletableFuture<Appended>>();
        try (Connection holder = hold()) {
            for (int send = 0; send < 2_000; send++) {
                sends.add(log.append(text(held, ALICE, "request-" + send, "text")));
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> sends.getLast().isDone());
            holder.rollback();
        }
        assertThat(problemOf(sends.getLast())).isInstanceOf(StoreUnavailable.class);
        for (int send = 0; send < 1_000; send++) {
            assertThat(get(sends.get(send)).frame().sequence()).isEqualTo(send + 1L);
        }
    }

    private List<CompletableFuture<Appended>> send(String requestId) {
        return IntStream.range(0, others.size())
                .mapToObj(other -> log.append(text(others.get(other), ALICE, requestId, "text")))
                .toList();
    }

    private Connection hold() throws SQLException {
        Connection holder = database.connect();
        holder.setAutoCommit(false);
        try (var lock = holder.prepareStatement("select 1 from thread_head where thread_id = ? for update")) {
            lock.setString(1, held.value());
            lock.executeQuery();
        }
        return holder;
    }
}
