package dev.parley.message.grpc.feed;

import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_ACCESS_ENDED;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_CREDENTIALS_EXPIRED;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_UNSUBSCRIBED;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import dev.parley.feed.v1.Closing;
import dev.parley.feed.v1.Unsubscribe;
import dev.parley.message.grpc.RunningService;
import dev.parley.message.grpc.Wire;
import dev.parley.message.v1.FollowThreadsRequest;
import dev.parley.message.v1.FollowThreadsResponse;
import dev.parley.message.v1.ThreadSubscription;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.feed.follow.Follows;
import dev.parley.platform.testing.TestTokens;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// One stream that follows many threads, as a backend-for-frontend sees it.
@ExtendWith(RunningService.class)
final class FollowThreadsTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final String CAROL = "usr_carol";
    private static final Wire WIRE = Wire.shared();

    private static Channel bff() {
        return WIRE.service.asService("bff", "act-as-user");
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void eachSubscriptionIsAFeedOfItsOwn() {
        String one = WIRE.thread(ALICE, BOB);
        String two = WIRE.thread(BOB, CAROL);
        WIRE.send(ALICE, one, "First");
        Following bff = Following.eager(bff());
        bff.subscribe("a", ALICE, one, 0);
        bff.subscribe("b", BOB, one, 1);
        bff.subscribe(Following.of("c", CAROL, two));
        for (String id : List.of("a", "b", "c")) {
            bff.awaitCaughtUp(id);
        }
        WIRE.send(BOB, one, "Second");
        WIRE.send(BOB, two, "To Carol");
        bff.awaitHead("a", 2);
        bff.awaitHead("b", 2);
        bff.awaitHead("c", 1);

        assertThat(bff.sequences("a")).containsExactly(1L, 2L);
        assertThat(bff.sequences("b")).containsExactly(2L);
        assertThat(bff.sequences("c")).containsExactly(1L);
        assertThat(bff.of("a")).anyMatch(WatchThreadResponse::hasStates);
        assertThat(bff.of("a")).noneMatch(WatchThreadResponse::hasHeartbeat);
        bff.assertDense(Map.of("a", 0L, "b", 1L, "c", 0L));
        bff.stream.cancel();
    }

    @Test
    void subscriptionResumesByPositionAndByTokenOfEitherRpc() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, thread, "One");
        Following first = Following.eager(bff());
        first.subscribe("x", BOB, thread, 0);
        String token =
                first.await("x", WatchThreadResponse::hasCaughtUp).getCaughtUp().getResumeToken();
        first.stream.cancel();
        WIRE.send(ALICE, thread, "Two");
        Following next = Following.eager(bff());
        next.subscribe("by-position", BOB, thread, 1);
        next.subscribe(Following.of("by-token", BOB, thread).setResumeToken(token));
        next.subscribe(Following.of("last", BOB, thread).setLast(1));
        next.subscribe(Following.of("of-alice", ALICE, thread).setResumeToken(token));
        for (String id : List.of("by-position", "by-token", "last")) {
            next.awaitCaughtUp(id);
            assertThat(next.sequences(id)).as(id).containsExactly(2L);
        }
        next.awaitProblem("of-alice", Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        next.stream.cancel();
        var watch = WIRE.watch(
                BOB,
                WatchThreadRequest.newBuilder()
                        .setThreadId(thread)
                        .setResumeToken(token)
                        .build());
        assertThat(watch.await(WatchThreadResponse::hasItem).getItem().getSequence())
                .isEqualTo(2);
        watch.cancel();
    }

    @Test
    void refusedSubscriptionIsClosedAsTheCallWouldFailAndTheOthersGoOn() {
        String thread = WIRE.thread(ALICE, BOB);
        Following bff = Following.eager(bff());
        bff.subscribe("good", ALICE, thread, 0);
        bff.subscribe("foreign", "usr_mallory", thread, 0);
        bff.subscribe("unknown", ALICE, "thr_unknown", 0);
        bff.subscribe("beyond", ALICE, thread, 7);
        bff.subscribe("shape", ALICE, "no-thread", 0);
        bff.subscribe("nobody", "", thread, 0);
        bff.subscribe("no-user", "alice", thread, 0);
        bff.subscribe(Following.of("newer", ALICE, thread)
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                17,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build()));
        Closing denied = bff.awaitProblem("foreign", Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        bff.awaitProblem("unknown", Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        bff.awaitProblem("beyond", Code.OUT_OF_RANGE, "SEQUENCE_BEYOND_HEAD");
        for (String id : List.of("shape", "nobody", "no-user")) {
            bff.awaitProblem(id, Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        }
        bff.awaitProblem("newer", Code.INVALID_ARGUMENT, "FIELD_UNKNOWN");
        assertThat(denied.getReason()).isEqualTo(CLOSE_REASON_ACCESS_ENDED);
        assertThat(denied.getResumeToken()).isEmpty();
        WIRE.send(BOB, thread, "Still there?");
        bff.awaitSequence("good", 1);
        bff.stream.cancel();
    }

    @Test
    void removalEndsOnlyTheSubscriptionOfTheRemovedUserAndNothingLaterIsDelivered() {
        String thread = WIRE.thread(ALICE, BOB, CAROL);
        Following bff = Following.eager(bff());
        bff.subscribe("removed", BOB, thread, 0);
        bff.subscribe("stays", ALICE, thread, 0);
        WIRE.send(ALICE, thread, "Before");
        bff.awaitSequence("removed", 1);
        WIRE.fence(thread, 2, ALICE, CAROL);
        long removed = System.nanoTime();
        WIRE.send(ALICE, thread, "After");
        Closing closing = bff.awaitProblem("removed", Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");

        assertThat(Duration.ofNanos(System.nanoTime() - removed)).isLessThan(Duration.ofSeconds(1));
        assertThat(closing.getReason()).isEqualTo(CLOSE_REASON_ACCESS_ENDED);
        assertThat(closing.getResumeToken()).isEmpty();
        bff.awaitSequence("stays", 3);
        assertThat(bff.sequences("removed")).doesNotContain(3L);
        assertThat(bff.of("removed").getLast().hasClosing()).isTrue();
        bff.stream.cancel();
    }

    @Test
    void endedSubscriptionCanBeResumedUnderTheSameId() {
        String thread = WIRE.thread(ALICE, BOB);
        Following bff = Following.eager(bff());
        bff.subscribe("x", ALICE, thread, 0);
        bff.awaitCaughtUp("x");
        bff.unsubscribe("x");
        bff.unsubscribe("never-opened");
        Closing closing = bff.awaitClosing("x");
        WIRE.send(BOB, thread, "While away");
        bff.subscribe(Following.of("x", ALICE, thread).setResumeToken(closing.getResumeToken()));
        bff.awaitSequence("x", 1);

        assertThat(closing.getReason()).isEqualTo(CLOSE_REASON_UNSUBSCRIBED);
        assertThat(closing.getStatus().getCode()).isZero();
        assertThat(bff.sequences("x")).containsExactly(1L);
        bff.stream.cancel();
    }

    @Test
    void commandThatCannotBeAnsweredByItsIdEndsTheStream() {
        String thread = WIRE.thread(ALICE, BOB);
        var open = FollowThreadsRequest.newBuilder().setSubscribe(Following.of("x", ALICE, thread));
        var unnamed = Unsubscribe.newBuilder().setSubscriptionId("not an id");
        endsWith("REQUEST_INVALID", FollowThreadsRequest.getDefaultInstance());
        endsWith(
                "REQUEST_INVALID",
                FollowThreadsRequest.newBuilder().setUnsubscribe(unnamed).build());
        endsWith(
                "REQUEST_INVALID",
                FollowThreadsRequest.newBuilder()
                        .setSubscribe(Following.of("", ALICE, thread))
                        .build());
        endsWith("REQUEST_INVALID", open.build(), open.build());
        endsWith(
                "REQUEST_TOO_LARGE",
                FollowThreadsRequest.newBuilder()
                        .setSubscribe(Following.of("x", ALICE, "thr_" + "x".repeat(20_000)))
                        .build());
    }

    private static void endsWith(String reason, FollowThreadsRequest... commands) {
        Following bff = Following.eager(bff());
        for (FollowThreadsRequest command : commands) {
            bff.send(command);
        }
        Code code = reason.equals("REQUEST_TOO_LARGE") ? Code.RESOURCE_EXHAUSTED : Code.INVALID_ARGUMENT;
        assertThat(ended(bff).getStatus().getCode()).isIn(code, Code.INVALID_ARGUMENT);
        assertThat(errorInfo(ended(bff)).getReason()).isEqualTo(reason);
        assertThat(bff.stream.received()).noneMatch(FollowThreadsResponse::hasClosing);
    }

    @Test
    void userFollowsOnlyAsThemselves() {
        String thread = WIRE.thread(ALICE, BOB);
        Following alice = Following.eager(WIRE.service.as(ALICE));
        alice.subscribe("own", "", thread, 0);
        alice.subscribe("other", BOB, thread, 0);
        alice.awaitProblem("other", Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        alice.halfClose();
        WIRE.send(BOB, thread, "Hello");
        alice.awaitSequence("own", 1);
        alice.stream.cancel();
        Following acting = Following.eager(WIRE.service.asServiceFor(ALICE, "bff", "act-as-user"));
        acting.subscribe("own", "", thread, 0);
        acting.awaitSequence("own", 1);
        acting.stream.cancel();
    }

    @Test
    void freshTokenOfTheSameCallerKeepsTheStreamOpen() {
        String thread = WIRE.thread(ALICE, BOB);
        Following alice = Following.eager(WIRE.service.with(TestTokens.endingAfter(ALICE, Duration.ofSeconds(2))));
        Following left = Following.eager(WIRE.service.with(TestTokens.endingAfter(ALICE, Duration.ofSeconds(2))));
        for (Following one : List.of(alice, left)) {
            one.subscribe("x", "", thread, 0);
            one.awaitCaughtUp("x");
        }
        alice.renew(TestTokens.user(ALICE));
        var renewed = alice.stream.await(FollowThreadsResponse::hasRenewed).getRenewed();
        assertThat(renewed.getExpireTime().getSeconds()).isGreaterThan(System.currentTimeMillis() / 1000 + 3_000);
        assertProblem(ended(left), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
        Closing closing = left.stream.received().getLast().getClosing();
        assertThat(closing.getReason()).isEqualTo(CLOSE_REASON_CREDENTIALS_EXPIRED);
        assertThat(closing.getResumeToken()).isEmpty();
        WIRE.send(BOB, thread, "After the expiry of the first token");
        alice.awaitSequence("x", 1);
        alice.stream.cancel();
    }

    @Test
    void tokenOfAnotherCallerEndsTheStream() {
        Map<String, String> refused = Map.of(
                TestTokens.user(BOB),
                "CREDENTIALS_INVALID",
                TestTokens.service("other", "act-as-user"),
                "CREDENTIALS_INVALID",
                "nonsense",
                "CREDENTIALS_INVALID",
                "x".repeat(2_048),
                "CREDENTIALS_INVALID",
                "x".repeat(2_049),
                "REQUEST_INVALID",
                TestTokens.service("bff"),
                "SCOPE_MISSING");
        refused.forEach((token, reason) -> {
            Following bff = Following.eager(bff());
            bff.renew(token);
            assertThat(errorInfo(ended(bff)).getReason()).isEqualTo(reason);
        });
        Following alice = Following.eager(WIRE.service.as(ALICE));
        alice.renew(TestTokens.user(BOB));
        assertProblem(ended(alice), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
    }

    @Test
    void slowReaderMissesNothingAndHoldsUpNobody() {
        String thread = WIRE.thread(ALICE, BOB);
        String other = WIRE.thread(ALICE, CAROL);
        Following slow = Following.stalled(bff());
        Following quick = Following.eager(bff());
        for (Following one : List.of(slow, quick)) {
            one.subscribe("x", ALICE, thread, 0);
            one.subscribe("y", ALICE, other, 0);
        }
        quick.awaitCaughtUp("x");
        for (int i = 0; i < 300; i++) {
            WIRE.send(BOB, thread, "x".repeat(2_000));
        }
        WIRE.send(CAROL, other, "Hello");
        quick.awaitSequence("x", 300);
        quick.awaitSequence("y", 1);
        slow.stream.request(1_000_000);
        slow.awaitSequence("x", 300);
        slow.awaitSequence("y", 1);

        assertThat(slow.sequences("x")).isEqualTo(upTo(300));
        slow.assertDense(Map.of("x", 0L, "y", 0L));
        slow.stream.cancel();
        quick.stream.cancel();
    }

    @Test
    void fiveThousandSubscriptionsShareOneStream() {
        int count = 5_000;
        var threads = new ArrayList<String>();
        for (int i = 0; i < 50; i++) {
            threads.add(WIRE.thread(ALICE, BOB));
        }
        var follows = WIRE.service.bean(Follows.class);
        Following bff = Following.eager(bff());
        var starts = new HashMap<String, Long>();
        for (int i = 0; i < count; i++) {
            String id = "s" + i;
            starts.put(id, 0L);
            bff.subscribe(id, i % 2 == 0 ? ALICE : BOB, threads.get(i % threads.size()), 0);
        }
        threads.forEach(thread -> WIRE.send(ALICE, thread, "While they start"));
        await(bff, count, element -> element.getFeed().hasCaughtUp() ? 1 : 0);
        assertThat(follows.subscriptions()).isGreaterThanOrEqualTo(count);
        threads.forEach(thread -> WIRE.send(BOB, thread, "To all"));
        await(bff, 2 * count, element -> element.getFeed().hasItem() ? 1 : 0);
        await(bff, count, element -> (int) element.getHeartbeat().getHeadsList().stream()
                .filter(head -> head.getPosition() == 2)
                .count());

        bff.assertDense(starts);
        bff.stream.cancel();
        Awaitility.await().until(() -> follows.subscriptions() < count);
    }

    private static void await(Following bff, int most, ToIntFunction<FollowThreadsResponse> number) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                bff.stream.received().stream().mapToInt(number).sum())
                        .isEqualTo(most));
    }

    private static StatusRuntimeException ended(Following stream) {
        return Objects.requireNonNull(stream.stream.awaitEnd());
    }

    /// A subscription that is not one of a user's own is never opened.
    @Test
    void serviceWithoutTheScopeCannotFollow() {
        Following nobody = Following.eager(WIRE.service.asService("nobody", "message.preview"));
        nobody.send(FollowThreadsRequest.newBuilder()
                .setSubscribe(ThreadSubscription.getDefaultInstance())
                .build());
        assertProblem(ended(nobody), Code.PERMISSION_DENIED, "SCOPE_MISSING");
    }
}
