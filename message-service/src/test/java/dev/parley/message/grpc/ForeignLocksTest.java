package dev.parley.message.grpc;

import static dev.parley.message.grpc.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import dev.parley.platform.testing.WireProblems;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Another session of the database, such as that of an operator, holds a lock.
final class ForeignLocksTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final Duration PROMPT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int OTHERS = 40;
    private static final int MORE_THAN_THE_POOL = 30;

    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final Wire WIRE = new Wire(DATABASE.settingsFor("message"));

    @AfterAll
    static void stop() {
        WIRE.close();
    }

    private static String established() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, thread, "Before");
        return thread;
    }

    private static Connection holding(String statement) throws SQLException {
        Connection holder = DATABASE.connect();
        holder.setAutoCommit(false);
        try (var lock = holder.createStatement()) {
            lock.execute(statement);
        }
        return holder;
    }

    /// Returns how long a response takes; an error because the store is unavailable is also a response.
    private static Duration timed(Runnable call) {
        long begin = System.nanoTime();
        try {
            call.run();
        } catch (StatusRuntimeException failure) {
            assertThat(failure.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
            assertThat(WireProblems.errorInfo(failure).getReason()).isEqualTo("STORE_UNAVAILABLE");
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static boolean send(String thread) {
        try {
            WIRE.as(ALICE)
                    .withDeadlineAfter(ANSWER.toSeconds(), TimeUnit.SECONDS)
                    .sendMessage(text(thread, "Now"));
            return true;
        } catch (StatusRuntimeException failure) {
            assertThat(WireProblems.errorInfo(failure).getReason()).isEqualTo("STORE_UNAVAILABLE");
            return false;
        }
    }

    @Test
    void lockedHeadDelaysOnlyItsThread() throws Exception {
        lockedHead(Duration.ofSeconds(3));
    }

    @Test
    @Tag("full")
    void headThatIsLockedForLongDelaysOnlyItsThread() throws Exception {
        lockedHead(Duration.ofSeconds(30));
    }

    private static void lockedHead(Duration time) throws Exception {
        String held = established();
        List<String> others =
                Stream.generate(ForeignLocksTest::established).limit(OTHERS).toList();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            int late = 0;
            try (Connection holder =
                    holding("select from message.thread_head where thread_id = '" + held + "' for update")) {
                long end = System.nanoTime() + time.toNanos();
                while (System.nanoTime() - end < 0) {
                    Future<Boolean> waiting = callers.submit(() -> send(held));
                    for (String other : others) {
                        assertThat(timed(() -> WIRE.send(ALICE, other, "Goes on")))
                                .isLessThan(PROMPT);
                    }
                    late += waiting.isDone() && waiting.get() ? 1 : 0;
                }
                holder.rollback();
            }
            assertThat(late).as("sends to the locked thread that succeeded").isZero();
        }
        Awaitility.await().atMost(ANSWER).until(() -> send(held));
    }

    @Test
    void readsThatHangHoldUpNoSendsMarksOrHeads() throws Exception {
        String thread = established();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = holding("lock table message.overlay in access exclusive mode")) {
            List<Future<Duration>> reads = reads(callers, thread);
            while (reads.stream().anyMatch(read -> !read.isDone())) {
                assertThat(timed(() -> WIRE.send(ALICE, thread, "Goes on"))).isLessThan(PROMPT);
                assertThat(timed(() -> WIRE.receiptsAs(BOB)
                                .markRead(MarkReadRequest.newBuilder()
                                        .setThreadId(thread)
                                        .setSequence(1)
                                        .build())))
                        .isLessThan(PROMPT);
            }
            for (Future<Duration> read : reads) {
                assertThat(read.get()).isLessThan(ANSWER);
            }
            holder.rollback();
        }
        assertThat(WIRE.history(BOB, thread).size()).isGreaterThan(1);
    }

    private static List<Future<Duration>> reads(ExecutorService callers, String thread) {
        var reads = new ArrayList<Future<Duration>>();
        for (int i = 0; i < MORE_THAN_THE_POOL; i++) {
            reads.add(callers.submit(() -> timed(() -> WIRE.as(BOB)
                    .listMessages(
                            ListMessagesRequest.newBuilder().setThreadId(thread).build()))));
        }
        return reads;
    }
}
