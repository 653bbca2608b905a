package dev.parley.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.testing.CuttablePort;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.WireProblems;
import dev.parley.safety.internal.v1.Decision;
import dev.parley.safety.internal.v1.ScreenSendRequest;
import dev.parley.safety.internal.v1.SendDraft;
import dev.parley.safety.internal.v1.SendScreenServiceGrpc;
import dev.parley.safety.v1.BlockServiceGrpc;
import dev.parley.safety.v1.BlockServiceGrpc.BlockServiceBlockingStub;
import dev.parley.safety.v1.BlockUserRequest;
import dev.parley.safety.v1.ListBlocksRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How this service behaves while its store is cut off, or hangs because another session holds a lock.
@Tag("full")
final class StoreDownTest {

    private static final int MORE_THAN_THE_POOL = 12;
    private static final Duration ANSWER = Duration.ofSeconds(6);
    private static final Duration PROMPT = Duration.ofSeconds(1);

    private final TestPostgres.TestDatabase database = TestPostgres.database();
    private final CuttablePort port = CuttablePort.to(database.port());
    private ServiceUnderTest safety;

    @BeforeEach
    void start() {
        var settings = new HashMap<>(database.through(port.port()).settingsFor("safety"));
        settings.put("parley.safety.pair-cache-age", "1m");
        safety = ServiceUnderTest.start("safety", settings, new FakeThreadPolicy());
    }

    @AfterEach
    void stop() {
        port.restore();
        safety.close();
        port.close();
    }

    @Test
    void callsAreUnavailableUntilTheStoreIsBack() {
        blocks().blockUser(block("usr_ben"));
        port.cut();
        assertUnavailable(this::list);
        assertUnavailable(() -> blocks().blockUser(block("usr_ben")));

        port.restore();
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> list() == 1);
    }

    @Test
    void knownPairsAreScreenedWithoutTheStore() {
        assertThat(decisionBetween("usr_ann", "usr_cat")).isEqualTo(Decision.DECISION_ALLOW);

        port.cut();
        assertThat(decisionBetween("usr_cat", "usr_ann")).isEqualTo(Decision.DECISION_ALLOW);
        assertThat(decisionBetween("usr_ann", "")).isEqualTo(Decision.DECISION_ALLOW);
        assertUnavailable(() -> decisionBetween("usr_ann", "usr_dan"));
    }

    @Test
    void lockOfTheTableDoesNotStopScreening() throws Exception {
        blocks().blockUser(block("usr_ben"));
        assertThat(decisionBetween("usr_ann", "usr_cat")).isEqualTo(Decision.DECISION_ALLOW);

        try (var callers = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = database.connect()) {
            lock(other, "lock table safety.block in access exclusive mode");
            List<Future<Duration>> lists = atOnce(callers, this::list);
            Future<Duration> unknown = callers.submit(() -> timed(() -> decisionBetween("usr_ann", "usr_dan")));

            for (int i = 0; i < 20; i++) {
                assertThat(timed(() -> decisionBetween("usr_ann", "usr_cat"))).isLessThan(PROMPT);
                assertThat(timed(() -> decisionBetween("usr_ann", ""))).isLessThan(PROMPT);
            }
            assertThat(unknown.get()).isLessThan(ANSWER);
            for (Future<Duration> list : lists) {
                assertThat(list.get()).isLessThan(ANSWER);
            }
            other.rollback();
        }
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> list() == 1);
        assertThat(decisionBetween("usr_ann", "usr_dan")).isEqualTo(Decision.DECISION_ALLOW);
    }

    @Test
    void lockOfOneBlockLeavesConnectionsForScreening() throws Exception {
        blocks().blockUser(block("usr_ben"));

        try (var callers = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = database.connect()) {
            lock(other, "select from safety.block where blocked_id = 'usr_ben' for update");
            List<Future<Duration>> changes = atOnce(callers, () -> blocks().blockUser(block("usr_ben")));

            int pair = 0;
            while (changes.stream().anyMatch(change -> !change.isDone())) {
                String stranger = "usr_s" + pair++;
                assertThat(timed(() -> decisionBetween("usr_ann", stranger))).isLessThan(PROMPT);
            }
            assertThat(pair).isPositive();
            assertThat(decisionBetween("usr_ann", "usr_ben")).isEqualTo(Decision.DECISION_REFUSE);
            other.rollback();
        }
        assertThat(blocks().blockUser(block("usr_ben")).getBlock().getUserId()).isEqualTo("usr_ben");
    }

    private static void lock(Connection connection, String statement) throws SQLException {
        connection.setAutoCommit(false);
        try (var lock = connection.createStatement()) {
            lock.execute(statement);
        }
    }

    private static List<Future<Duration>> atOnce(java.util.concurrent.ExecutorService callers, Supplier<?> call) {
        var calls = new ArrayList<Future<Duration>>();
        for (int i = 0; i < MORE_THAN_THE_POOL; i++) {
            calls.add(callers.submit(() -> timed(call)));
        }
        return calls;
    }

    /// Returns how long a response takes; an error because the store is unavailable is also a response.
    private static Duration timed(Supplier<?> call) {
        long begin = System.nanoTime();
        try {
            call.get();
        } catch (StatusRuntimeException failure) {
            assertThat(failure.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void assertUnavailable(ThrowingCallable call) {
        var failure = WireProblems.assertProblem(call, Code.UNAVAILABLE, "STORE_UNAVAILABLE");
        assertThat(WireProblems.retryInfo(failure).hasRetryDelay()).isTrue();
    }

    private Decision decisionBetween(String sender, String counterpart) {
        var draft = SendDraft.newBuilder()
                .setThreadId("thr_1")
                .setSenderId(sender)
                .setCounterpartId(counterpart)
                .setText("Hello");
        return SendScreenServiceGrpc.newBlockingStub(safety.asService("message-service", "safety.screen"))
                .screenSend(ScreenSendRequest.newBuilder().addDrafts(draft).build())
                .getVerdicts(0)
                .getDecision();
    }

    private int list() {
        return blocks().listBlocks(ListBlocksRequest.getDefaultInstance()).getBlocksCount();
    }

    private BlockServiceBlockingStub blocks() {
        return BlockServiceGrpc.newBlockingStub(safety.as("usr_ann"));
    }

    private static BlockUserRequest block(String user) {
        return BlockUserRequest.newBuilder().setUserId(user).build();
    }
}
