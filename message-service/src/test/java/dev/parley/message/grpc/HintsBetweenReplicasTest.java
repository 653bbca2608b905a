package dev.parley.message.grpc;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.CloseReason;
import dev.parley.message.feed.LiveThreads;
import dev.parley.message.hint.HintExchange;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import io.grpc.Status.Code;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Replicas with hints, and one whose hints are down, on one store.
final class HintsBetweenReplicasTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final String CAROL = "usr_carol";
    private static final String DAVE = "usr_dave";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration BACK = Duration.ofSeconds(5);

    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final Map<String, Object> STORE = DATABASE.settingsFor("message");
    private static final Wire ONE = new Wire(with("parley.feed.heartbeat", "100ms"));
    private static final Wire OTHER = new Wire(STORE);

    @AfterAll
    static void stop() {
        ONE.close();
        OTHER.close();
    }

    private static Map<String, Object> with(String key, Object value) {
        var settings = new HashMap<>(STORE);
        settings.put(key, value);
        return settings;
    }

    private static HintExchange hints(Wire replica) {
        return replica.service.bean(HintExchange.class);
    }

    private static void awaitComplete() {
        Awaitility.await().until(() -> hints(ONE).isComplete() && hints(OTHER).isComplete());
    }

    private static RecordedStream<WatchThreadRequest, WatchThreadResponse> watch(
            Wire replica, String user, String thread) {
        var feed = replica.watch(user, thread, 0);
        feed.await(WatchThreadResponse::hasCaughtUp);
        return feed;
    }

    /// Returns how long it takes until a user whom one replica removes loses the feed on another one.
    private static long removal(Wire replica, Wire other, String name) {
        String thread = replica.thread(ALICE, BOB, CAROL);
        var feed = watch(replica, BOB, thread);
        other.fence(thread, 2, ALICE, CAROL);
        long removed = System.nanoTime();
        assertProblem(feed.awaitEnd(), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        assertThat(feed.received().getLast().getClosing().getReason())
                .as(name)
                .isEqualTo(CloseReason.CLOSE_REASON_ACCESS_ENDED);
        return System.nanoTime() - removed;
    }

    private static Duration median(long... nanos) {
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[nanos.length / 2]);
    }

    @Test
    void messagesCursorsAndFencesOfTheOtherReplicaArriveByHintsAlone() {
        try (Wire quiet = new Wire(STORE)) {
            Awaitility.await()
                    .until(() -> hints(quiet).isComplete() && hints(OTHER).isComplete());
            String thread = quiet.thread(ALICE, BOB, CAROL);
            var alice = watch(quiet, ALICE, thread);
            var bob = watch(quiet, BOB, thread);
            quiet.service
                    .context()
                    .getBean(Repeating.class, Qualifiers.byName("comparison"))
                    .stop();

            long sequence = OTHER.send(BOB, thread, "News").getSequence();
            alice.await(element -> element.getItem().getSequence() == sequence);
            OTHER.receiptsAs(CAROL)
                    .markRead(MarkReadRequest.newBuilder()
                            .setThreadId(thread)
                            .setSequence(sequence)
                            .build());
            alice.await(element -> element.getStates().getCursorsList().stream()
                    .anyMatch(cursor -> cursor.getUserId().equals(CAROL)));
            OTHER.fence(thread, 2, ALICE, CAROL);
            assertProblem(bob.awaitEnd(), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
            assertThat(alice.received()).noneMatch(WatchThreadResponse::hasLagging);
            alice.cancel();
        }
    }

    /// A join begins the cursor of a user at the head, which each watcher sees.
    @Test
    void cursorsThatJoinsBeginArriveWithoutAComparison() {
        try (Wire quiet = new Wire(STORE)) {
            Awaitility.await()
                    .until(() -> hints(quiet).isComplete() && hints(OTHER).isComplete());
            String thread = quiet.thread(ALICE, BOB);
            quiet.send(ALICE, thread, "Text");
            var alice = watch(quiet, ALICE, thread);
            quiet.service
                    .context()
                    .getBean(Repeating.class, Qualifiers.byName("comparison"))
                    .stop();

            OTHER.fence(thread, 2, ALICE, BOB, CAROL);
            alice.await(element -> element.getStates().getCursorsList().stream()
                    .anyMatch(cursor -> cursor.getUserId().equals(CAROL)));
            quiet.fence(thread, 3, ALICE, BOB, CAROL, DAVE);
            alice.await(element -> element.getStates().getCursorsList().stream()
                    .anyMatch(cursor -> cursor.getUserId().equals(DAVE)));
            alice.cancel();
        }
    }

    @Test
    void heartbeatsGoOnWhileThreadsAreComparedRarely() {
        awaitComplete();
        var feed = watch(ONE, ALICE, ONE.thread(ALICE, BOB));
        feed.awaitAll(
                all -> all.stream().filter(WatchThreadResponse::hasHeartbeat).count() >= 20);
        assertThat(feed.received()).noneMatch(WatchThreadResponse::hasClosing);
        feed.cancel();
    }

    /// As after a failover of the database.
    @Test
    void hintsAreCompleteSoonAfterTheirSessionsWereLost() throws SQLException {
        awaitComplete();
        long lost = System.nanoTime();
        run("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and application_name = 'parley-message-hints'");
        Awaitility.await().atMost(BACK).until(() -> isProvedAfter(ONE, lost) && isProvedAfter(OTHER, lost));
    }

    /// Whether the hints that a replica receives say that it lacks nothing until a time.
    private static boolean isProvedAfter(Wire replica, long time) {
        return hints(replica).isComplete() && hints(replica).period().since() - time > 0;
    }

    @Test
    void removalEndsTheFeedOnTheOtherReplicaWithinASecond() {
        awaitComplete();
        long[] taken = new long[5];
        for (int round = 0; round < taken.length; round++) {
            taken[round] = removal(ONE, OTHER, "with hints");
        }
        assertThat(median(taken)).isLessThan(SECOND);
    }

    /// All replicas compare their threads with the store several times a second, because they miss one.
    @Test
    void removalEndsTheFeedWithinASecondAndCursorsArriveWhileHintsAreDown() {
        try (Wire mute = new Wire(with("parley.message.hints.database-url", "jdbc:postgresql://127.0.0.1:1/nowhere"))) {
            Awaitility.await()
                    .until(() -> !hints(ONE).isComplete() && !hints(mute).isComplete());
            long[] here = new long[3];
            long[] there = new long[3];
            for (int round = 0; round < here.length; round++) {
                here[round] = removal(mute, ONE, "on the one without hints");
                there[round] = removal(ONE, mute, "by the one without hints");
            }
            assertThat(median(here)).isLessThan(SECOND);
            assertThat(median(there)).isLessThan(SECOND);

            String thread = ONE.thread(ALICE, BOB);
            ONE.send(ALICE, thread, "Read me");
            var feed = watch(mute, ALICE, thread);
            ONE.receiptsAs(BOB)
                    .markRead(MarkReadRequest.newBuilder()
                            .setThreadId(thread)
                            .setSequence(1)
                            .build());
            feed.await(element -> element.getStates().getCursorsList().stream()
                    .anyMatch(cursor -> cursor.getUserId().equals(BOB)));
            feed.cancel();
        }
    }

    @Test
    void storedLogThatLosesMessagesEndsTheFeedsOfItsThread() throws SQLException {
        String thread = ONE.thread(ALICE, BOB);
        String other = ONE.thread(ALICE, BOB);
        for (int send = 0; send < 3; send++) {
            ONE.send(ALICE, thread, "Text");
        }
        var feed = watch(ONE, BOB, thread);
        var elsewhere = watch(ONE, BOB, other);
        long before = regressions();
        run("update message.thread_head set sequence = 1, ordinal = 1 where thread_id = '" + thread + "'");
        run("delete from message.frame where sequence > 1 and thread_id = '" + thread + "'");

        assertProblem(feed.awaitEnd(), Code.UNAVAILABLE, "STORE_UNAVAILABLE");
        var closing = feed.received().getLast().getClosing();
        assertThat(closing.getReason()).isEqualTo(CloseReason.CLOSE_REASON_STORE_UNAVAILABLE);
        assertThat(closing.getResumeToken()).isNotEmpty();
        assertThat(regressions() - before).isEqualTo(1);
        assertThat(ONE.send(ALICE, thread, "Goes on").getSequence()).isEqualTo(2);
        var again = watch(ONE, BOB, thread);
        assertThat(again.received().stream().filter(WatchThreadResponse::hasItem))
                .hasSize(2);
        again.cancel();

        ONE.send(ALICE, thread, "Overtakes");
        OTHER.send(ALICE, thread, "what was lost");
        var refused = ONE.watch(
                BOB,
                WatchThreadRequest.newBuilder()
                        .setThreadId(thread)
                        .setResumeToken(closing.getResumeToken())
                        .build());
        assertProblem(refused.awaitEnd(), Code.OUT_OF_RANGE, "SEQUENCE_BEYOND_HEAD");
        elsewhere.cancel();
        assertThat(elsewhere.received()).noneMatch(WatchThreadResponse::hasClosing);
    }

    private static long regressions() {
        return ONE.service.bean(LiveThreads.class).regressions();
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
