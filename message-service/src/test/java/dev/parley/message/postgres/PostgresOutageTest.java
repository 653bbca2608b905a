package dev.parley.message.postgres;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.get;
import static dev.parley.message.log.MessageLogContractStore.history;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.problemOf;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.id.ThreadId;
import dev.parley.message.log.Change;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Frame;
import dev.parley.message.log.GrowingThread;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.KnownRows.Lookup;
import dev.parley.message.log.LogListener;
import dev.parley.message.log.MessageLog.Appended;
import dev.parley.message.log.MessageLogContractStore.SilentListener;
import dev.parley.message.log.Overlay;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.UncheckedSqlException;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.CuttablePort;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sends while the store, a connection, or a send fails.
final class PostgresOutageTest {

    private static final String KILL = """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """;

    private final LogDatabase database = LogDatabase.create();
    private final CuttablePort port = CuttablePort.to(database.port());
    private final PostgresEngine engine = new PostgresEngine(database.poolThrough(port.port()));

    @AfterEach
    void stop() {
        engine.close();
        port.close();
    }

    @Test
    void killedConnectionsLoseAndDuplicateNothing() {
        var heard = Collections.synchronizedList(new ArrayList<Frame>());
        ContractLog log = open(heard);
        List<ThreadId> threads =
                IntStream.range(0, 6).mapToObj(thread -> newThread(log)).toList();
        int sends = 6_000;
        var done = new AtomicInteger();
        var results = new ArrayList<CompletableFuture<Appended>>();
        int kills = 0;
        for (int send = 0; send < sends; send++) {
            ThreadId thread = threads.get(send % threads.size());
            CompletableFuture<Appended> result = log.append(text(thread, ALICE, "request-" + send, "text " + send));
            results.add(result);
            result.whenComplete((appended, failure) -> done.incrementAndGet());
            if (send % 300 == 299) {
                int reached = send - 200;
                await().atMost(Duration.ofSeconds(20)).until(() -> done.get() > reached);
                database.number(KILL);
                kills++;
            }
        }
        results.forEach(result -> result.exceptionally(failure -> null).join());

        assertThat(kills).isEqualTo(20);
        assertThat(results)
                .filteredOn(CompletableFuture::isCompletedExceptionally)
                .isEmpty();
        assertThat(results)
                .extracting(CompletableFuture::join)
                .extracting(Appended::replayed)
                .containsOnly(false);
        Map<ThreadId, List<Frame>> acked = new HashMap<>();
        results.forEach(result -> acked.computeIfAbsent(result.join().frame().thread(), thread -> new ArrayList<>())
                .add(result.join().frame()));
        threads.forEach(thread -> assertThat(historyAtLast(log, thread)).isEqualTo(acked.get(thread)));
        assertThat(heard).hasSize(sends).doesNotHaveDuplicates();
    }

    @Test
    void storeThatIsDownFailsSendsInTimeAndIsUsedAgain() {
        ContractLog log = open(new ArrayList<>());
        ThreadId thread = newThread(log);
        Frame before = sent(log, thread, "request-before");

        port.cut();
        long start = System.nanoTime();
        List<CompletableFuture<Appended>> lost = IntStream.range(0, 1_000)
                .mapToObj(send -> log.append(text(thread, ALICE, "request-" + send, "text " + send)))
                .toList();
        lost.forEach(send -> assertThat(problemOf(send)).isInstanceOf(StoreUnavailable.class));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));

        port.restore();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !log.append(text(thread, ALICE, "request-after", "text"))
                        .handle((appended, failure) -> failure)
                        .thenApply(ProblemException.class::isInstance)
                        .join());
        assertThat(historyAtLast(log, thread)).startsWith(before).hasSize(2);
    }

    @Test
    void disconnectInTheMiddleOfABurstLeavesNoGapAndNoDuplicate() {
        ContractLog log = open(new ArrayList<>());
        ThreadId thread = newThread(log);
        var done = new AtomicInteger();
        List<CompletableFuture<Appended>> sends = IntStream.range(0, 15_000)
                .mapToObj(send -> log.append(text(thread, ALICE, "request-" + send, "text " + send))
                        .whenComplete((appended, failure) -> done.incrementAndGet()))
                .toList();
        await().atMost(Duration.ofSeconds(20)).until(() -> done.get() > 1_000);
        port.cut();
        sends.forEach(send -> send.exceptionally(failure -> null).join());
        port.restore();

        List<Frame> acked = sends.stream()
                .filter(send -> !send.isCompletedExceptionally())
                .map(send -> send.join().frame())
                .toList();
        List<Frame> stored = historyAtLast(log, thread);
        assertThat(acked).hasSizeGreaterThan(1_000);
        assertThat(stored).startsWith(acked.toArray(Frame[]::new)).hasSizeLessThan(acked.size() + 257);
        assertThat(stored).extracting(Frame::messageId).doesNotHaveDuplicates();
        assertThat(get(log.append(text(thread, ALICE, "request-0", "text 0"))))
                .isEqualTo(new Appended(acked.getFirst(), Optional.empty(), true));
    }

    @Test
    void storeThatDoesNotRespondFailsSendsInTimeAndIsUsedAgain() throws SQLException {
        var impatient = new PostgresLogConfig(1, 256, 20_000, Duration.ofMillis(500));
        ContractLog log = engine.open(Clock.systemUTC(), new SilentListener(), impatient);
        ThreadId thread = newThread(log);
        Frame before = sent(log, thread, "request-before");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table frame");
            long start = System.nanoTime();
            CompletableFuture<Appended> hanging = log.append(text(thread, ALICE, "request-hanging", "text"));
            assertThat(problemOf(hanging)).isInstanceOf(StoreUnavailable.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
            other.rollback();
        }
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(CompletionException.class)
                .until(() ->
                        log.append(text(thread, ALICE, "request-after", "text")).join() != null);
        assertThat(historyAtLast(log, thread)).startsWith(before).hasSize(2);
    }

    @Test
    void onlyTheTextThatTheStoreRefusesFails() {
        ContractLog log = open(new ArrayList<>());
        ThreadId thread = newThread(log);
        List<CompletableFuture<Appended>> sends = IntStream.range(0, 300)
                .mapToObj(send -> log.append(
                        text(thread, ALICE, "request-" + send, send == 150 ? "null \0 byte" : "text " + send)))
                .toList();

        assertThat(failureOf(sends.get(150))).isInstanceOf(UncheckedSqlException.class);
        List<Frame> acked = IntStream.range(0, 300)
                .filter(send -> send != 150)
                .mapToObj(send -> get(sends.get(send)).frame())
                .toList();
        assertThat(history(log, thread)).isEqualTo(acked);
        assertThat(sent(log, thread, "request-300").sequence()).isEqualTo(300);
    }

    /// A change on which the code of this process fails with an error.
    private record Faulty(ThreadId thread) implements Change<String> {

        @Override
        public Optional<Lookup> identity() {
            return Optional.empty();
        }

        @Override
        public List<Lookup> references() {
            return List.of();
        }

        @Override
        public boolean knowsFence(long storedVersion) {
            return true;
        }

        @Override
        public int weight() {
            return 0;
        }

        @Override
        public Outcome<String> decide(GrowingThread growing, Known known, Instant now) {
            throw new StackOverflowError();
        }
    }

    @Test
    void errorOfOneChangeFailsOnlyThatChange() {
        ContractLog log = open(new ArrayList<>());
        ThreadId thread = newThread(log);
        sent(log, thread, "request-first");
        var sends = new ArrayList<CompletableFuture<Appended>>();
        var faulty = new ArrayList<CompletableFuture<String>>();
        for (int send = 0; send < 300; send++) {
            sends.add(log.append(text(thread, ALICE, "request-" + send, "text " + send)));
            if (send % 100 == 50) {
                faulty.add(log.write(new Faulty(thread)));
            }
        }
        faulty.forEach(one -> assertThat(failureOf(one)).isInstanceOf(StackOverflowError.class));
        List<Frame> acked = sends.stream().map(send -> get(send).frame()).toList();
        assertThat(acked).hasSize(300);
        assertThat(history(log, thread)).containsAll(acked).hasSize(301);
    }

    @Test
    void writeWhoseAnswerIsLostIsNoReplay() {
        ContractLog other = open(new ArrayList<>());
        ThreadId thread = newThread(other);
        var heard = Collections.synchronizedList(new ArrayList<Frame>());
        try (var pool = database.pool()) {
            var answers = new LostAnswers(pool);
            var log = new PostgresMessageLog(
                    new Database(answers.dataSource()), Clock.systemUTC(), listener(heard), PostgresEngine.CONFIG);
            for (int send = 0; send < 3; send++) {
                answers.loseNext();
                Appended appended = get(log.write(text(thread, ALICE, "request-" + send, "text")));
                assertThat(answers.isLost()).isTrue();
                assertThat(appended.replayed()).isFalse();
                assertThat(appended.frame().sequence()).isEqualTo(send + 1);
            }
            log.close();
        }
        assertThat(heard).isEqualTo(history(other, thread)).hasSize(3);
    }

    @Test
    void listenerThatFailsChangesNothing() {
        ContractLog log = engine.open(Clock.systemUTC(), new SilentListener() {
            @Override
            public void appended(
                    ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {
                throw new IllegalStateException("a listener failure");
            }
        });
        ThreadId thread = newThread(log);
        assertThat(sent(log, thread, "request-1").sequence()).isEqualTo(1);
        assertThat(sent(log, thread, "request-2").sequence()).isEqualTo(2);
    }

    @Test
    void changesBeyondTheQueueBoundFailImmediately() {
        ContractLog log = engine.open(
                Clock.systemUTC(), new SilentListener(), new PostgresLogConfig(1, 1, 10, Duration.ofSeconds(3)));
        ThreadId thread = newThread(log);
        List<CompletableFuture<Appended>> sends = IntStream.range(0, 1_000)
                .mapToObj(send -> log.append(text(thread, ALICE, "request-" + send, "text")))
                .toList();
        assertThat(problemOf(sends.getLast())).isInstanceOf(StoreUnavailable.class);
        get(sends.getFirst());
        sends.forEach(send -> send.exceptionally(failure -> null).join());
        assertThat(history(log, thread).size()).isLessThan(1_000);
    }

    @Test
    void closedLogRefusesSends() {
        ContractLog log = open(new ArrayList<>());
        ThreadId thread = newThread(log);
        List<CompletableFuture<Appended>> sends = IntStream.range(0, 5_000)
                .mapToObj(send -> log.append(text(thread, ALICE, "request-" + send, "text")))
                .toList();
        engine.closeLogs();
        assertThat(sends).allMatch(CompletableFuture::isDone);
        assertThat(problemOf(log.append(text(thread, ALICE, "request-late", "text"))))
                .isInstanceOf(StoreUnavailable.class);
        long acked =
                sends.stream().filter(send -> !send.isCompletedExceptionally()).count();
        assertThat(history(log, thread)).hasSize(Math.toIntExact(acked));
    }

    /// Returns the history once the pool has noticed which of its connections are dead.
    private static List<Frame> historyAtLast(ContractLog log, ThreadId thread) {
        return await().atMost(Duration.ofSeconds(10))
                .ignoreExceptionsInstanceOf(ProblemException.class)
                .until(() -> history(log, thread), frames -> true);
    }

    private ContractLog open(List<Frame> heard) {
        return engine.open(Clock.systemUTC(), listener(heard));
    }

    private static LogListener listener(List<Frame> heard) {
        return new SilentListener() {
            @Override
            public void appended(
                    ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {
                heard.addAll(frames);
            }
        };
    }

    private static Throwable failureOf(CompletableFuture<?> send) {
        try {
            throw new AssertionError("Appended as " + send.get());
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
