package dev.parley.message.grpc;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.CloseReason;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.TestTokens;
import dev.parley.platform.testing.WireProblems;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class WatchThreadTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final Wire WIRE = new Wire(Map.of("parley.feed.heartbeat", "200ms"));

    @AfterAll
    static void stop() {
        WIRE.close();
    }

    private static List<Long> sequences(List<WatchThreadResponse> elements) {
        return elements.stream()
                .filter(WatchThreadResponse::hasItem)
                .map(element -> element.getItem().getSequence())
                .filter(sequence -> sequence > 0)
                .toList();
    }

    private static void awaitSequences(RecordedStream<?, WatchThreadResponse> stream, long from, long to) {
        var all = stream.awaitAll(elements -> sequences(elements).contains(to));
        assertThat(sequences(all))
                .isEqualTo(LongStream.rangeClosed(from, to).boxed().toList());
    }

    @Test
    void yieldsHistoryThenCaughtUpThenLiveThenHeartbeats() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, thread, "One");
        WIRE.send(ALICE, thread, "Two");
        var feed = WIRE.watch(BOB, thread, 0);
        awaitSequences(feed, 1, 2);
        assertThat(feed.await(WatchThreadResponse::hasCaughtUp).getCaughtUp().getPosition())
                .isEqualTo(2);
        WIRE.send(BOB, thread, "Three");
        awaitSequences(feed, 1, 3);
        var beat = feed.await(WatchThreadResponse::hasHeartbeat).getHeartbeat();
        assertThat(beat.getPosition()).isIn(2L, 3L);
        feed.cancel();
    }

    @Test
    void resumesExactlyAfterASequenceOrAToken() {
        String thread = WIRE.thread(ALICE, BOB);
        for (int i = 0; i < 5; i++) {
            WIRE.send(ALICE, thread, "Message");
        }
        var later = WIRE.watch(BOB, thread, 3);
        awaitSequences(later, 4, 5);
        String token =
                later.await(WatchThreadResponse::hasCaughtUp).getCaughtUp().getResumeToken();
        later.cancel();
        WIRE.send(ALICE, thread, "While away");
        var request = WatchThreadRequest.newBuilder()
                .setThreadId(thread)
                .setResumeToken(token)
                .build();
        var resumed = WIRE.watch(BOB, request);
        awaitSequences(resumed, 6, 6);
        resumed.cancel();
        assertEnd(WIRE.watch(ALICE, request), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        assertEnd(
                WIRE.watch(BOB, request.toBuilder().setResumeToken("nonsense").build()),
                Code.INVALID_ARGUMENT,
                "PAGE_TOKEN_INVALID");
    }

    private static void assertEnd(RecordedStream<?, ?> stream, Code code, String reason) {
        var end = stream.awaitEnd();
        assertThat(end).isNotNull();
        assertProblem(end, code, reason);
    }

    @Test
    void watchingIsForParticipantsUpToTheHead() {
        String thread = WIRE.thread(ALICE, BOB);
        assertEnd(WIRE.watch("usr_mallory", thread, 0), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        assertEnd(WIRE.watch(BOB, "thr_unknown", 0), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        assertEnd(WIRE.watch(BOB, thread, 1), Code.OUT_OF_RANGE, "SEQUENCE_BEYOND_HEAD");
        assertEnd(WIRE.watch(BOB, thread, -1), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    }

    @Test
    void removalEndsTheFeedAndNothingLaterIsDelivered() {
        String thread = WIRE.thread(ALICE, BOB, "usr_carol");
        var removed = WIRE.watch(BOB, thread, 0);
        var stays = WIRE.watch(ALICE, thread, 0);
        WIRE.send(ALICE, thread, "Before");
        awaitSequences(removed, 1, 1);
        WIRE.fence(thread, 2, ALICE, "usr_carol");
        WIRE.send(ALICE, thread, "After");
        assertEnd(removed, Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        var closing = removed.await(WatchThreadResponse::hasClosing).getClosing();
        assertThat(closing.getReason()).isEqualTo(CloseReason.CLOSE_REASON_ACCESS_ENDED);
        assertThat(closing.getResumeToken()).isEmpty();
        assertThat(sequences(removed.received())).doesNotContain(3L);
        awaitSequences(stays, 1, 3);
        stays.cancel();
    }

    @Test
    void blockEndsTheFeedOfTheBlockedAndNotOfTheBlocker() {
        String thread = WIRE.thread(ALICE, BOB);
        var blocker = WIRE.watch(ALICE, thread, 0);
        var blocked = WIRE.watch(BOB, thread, 0);
        blocked.await(WatchThreadResponse::hasCaughtUp);
        WIRE.fence(thread, 2, ALICE, BOB + "!");
        assertEnd(blocked, Code.PERMISSION_DENIED, "CONTACT_NOT_ALLOWED");
        assertEnd(WIRE.watch(BOB, thread, 0), Code.PERMISSION_DENIED, "CONTACT_NOT_ALLOWED");
        WIRE.fence(thread, 3, ALICE, BOB);
        WIRE.send(BOB, thread, "Friends again");
        awaitSequences(blocker, 1, 1);
        blocker.cancel();
    }

    @Test
    void cursorsAreStatesWithoutAPosition() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, thread, "Read me");
        var feed = WIRE.watch(ALICE, thread, 1);
        assertThat(feed.await(WatchThreadTest::isCursor).getItem().getCursor().getUserId())
                .as("the own send moved the own cursor")
                .isEqualTo(ALICE);
        feed.await(WatchThreadResponse::hasCaughtUp);
        WIRE.receiptsAs(BOB)
                .markRead(MarkReadRequest.newBuilder()
                        .setThreadId(thread)
                        .setSequence(1)
                        .build());
        var moved = feed.await(element ->
                isCursor(element) && element.getItem().getCursor().getUserId().equals(BOB));
        assertThat(moved.getItem().getCursor().getReadSequence()).isEqualTo(1);
        assertThat(moved.getItem().getSequence()).isZero();
        feed.cancel();
    }

    private static boolean isCursor(WatchThreadResponse element) {
        return element.hasItem() && element.getItem().hasCursor();
    }

    @Test
    void expiryOfTheTokenEndsTheFeed() {
        String thread = WIRE.thread(ALICE, BOB);
        RecordedStream<WatchThreadRequest, WatchThreadResponse> feed = RecordedStream.eager();
        dev.parley.message.v1.MessageServiceGrpc.newStub(
                        WIRE.service.with(TestTokens.endingAfter(ALICE, Duration.ofSeconds(2))))
                .watchThread(WatchThreadRequest.newBuilder().setThreadId(thread).build(), feed);
        feed.await(WatchThreadResponse::hasCaughtUp);
        assertEnd(feed, Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
        var closing = feed.await(WatchThreadResponse::hasClosing).getClosing();
        assertThat(closing.getReason()).isEqualTo(CloseReason.CLOSE_REASON_CREDENTIALS_EXPIRED);
        assertThat(closing.getResumeToken()).isNotEmpty();
    }

    @Test
    void oldStreamEndsWithATokenAndShutdownTooWithARetry() {
        try (Wire shortLived = new Wire(Map.of("parley.feed.max-age", "1s"))) {
            String thread = shortLived.thread(ALICE, BOB);
            var feed = shortLived.watch(ALICE, thread, 0);
            assertThat(feed.awaitEnd()).isNull();
            var closing = feed.await(WatchThreadResponse::hasClosing).getClosing();
            assertThat(closing.getReason()).isEqualTo(CloseReason.CLOSE_REASON_MAX_AGE);
            assertThat(closing.getResumeToken()).isNotEmpty();
        }
        Wire ending = new Wire(Map.of());
        String thread = ending.thread(ALICE, BOB);
        var feed = ending.watch(ALICE, thread, 0);
        feed.await(WatchThreadResponse::hasCaughtUp);
        ending.service.context().close();
        var end = feed.awaitEnd();
        assertThat(end).isNotNull();
        assertProblem(end, Code.UNAVAILABLE, "SHUTTING_DOWN");
        assertThat(WireProblems.retryInfo(end).getRetryDelay().getSeconds()).isPositive();
        assertThat(feed.await(WatchThreadResponse::hasClosing).getClosing().getResumeToken())
                .isNotEmpty();
        ending.close();
    }
}
