package dev.parley.message.grpc;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.CloseReason;
import dev.parley.message.grpc.feed.Following;
import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.GetMessageRequest;
import dev.parley.message.v1.ListCursorsRequest;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.MessageRef;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.TestPostgres;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Two processes of the service on one store, each with its own caches.
final class TwoReplicasTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final String CAROL = "usr_carol";
    private static final int SENDERS = 8;

    /// The promise is 5 s; this machine may be slow.
    private static final Duration DELAY = Duration.ofMillis(6_500);

    private static final int SENDS = 25;

    private static final Map<String, Object> STORE = TestPostgres.database().settingsFor("message");
    private static final Wire ONE = new Wire(STORE);
    private static final Wire OTHER = new Wire(STORE);

    @AfterAll
    static void stop() {
        ONE.close();
        OTHER.close();
    }

    @Test
    void sendsOverBothReplicasAreDenseAndInOneOrderForAll() throws Exception {
        String thread = ONE.thread(ALICE, BOB);
        var feeds = List.of(ONE.watch(ALICE, thread, 0), OTHER.watch(BOB, thread, 0));
        var acked = new HashSet<Long>();
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            var sends = new ArrayList<Future<List<Long>>>();
            for (int sender = 0; sender < SENDERS; sender++) {
                Wire replica = sender % 2 == 0 ? ONE : OTHER;
                sends.add(senders.submit(() -> LongStream.range(0, SENDS)
                        .map(send -> replica.send(ALICE, thread, "Message").getSequence())
                        .boxed()
                        .toList()));
            }
            for (var send : sends) {
                acked.addAll(send.get());
            }
        }
        long head = (long) SENDERS * SENDS;
        List<Long> all = LongStream.rangeClosed(1, head).boxed().toList();
        assertThat(acked).containsExactlyInAnyOrderElementsOf(all);
        List<List<String>> orders = new ArrayList<>();
        for (var feed : feeds) {
            var elements = feed.awaitAll(seen -> sequences(seen).contains(head));
            assertThat(sequences(elements)).isEqualTo(all);
            orders.add(messages(elements));
            feed.cancel();
        }
        assertThat(orders.getFirst()).isEqualTo(orders.getLast());
    }

    @Test
    void sameRequestOverBothReplicasIsOneMessage() {
        String thread = ONE.thread(ALICE, BOB);
        var request = Wire.text(thread, "same-request", "Once");
        var first = ONE.as(ALICE).sendMessage(request);
        var second = OTHER.as(ALICE).sendMessage(request);

        assertThat(second.getMessage()).isEqualTo(first.getMessage());
        assertThat(second.getReplayed()).isTrue();
        assertThat(OTHER.send(BOB, thread, "Next").getSequence()).isEqualTo(2);
        assertThat(ONE.send(ALICE, thread, "After that").getSequence()).isEqualTo(3);
    }

    @Test
    void streamOfManyFeedsOnOneReplicaFollowsTheOther() {
        String thread = ONE.thread(ALICE, BOB, CAROL);
        Following bff = Following.eager(OTHER.service.asService("bff", "act-as-user"));
        bff.subscribe("bob", BOB, thread, 0);
        bff.subscribe("alice", ALICE, thread, 0);
        bff.awaitCaughtUp("bob");
        bff.awaitCaughtUp("alice");
        ONE.send(ALICE, thread, "For all");
        bff.awaitSequence("bob", 1);
        ONE.fence(thread, 2, ALICE, CAROL);
        long later = ONE.send(ALICE, thread, "Without Bob").getSequence();
        bff.awaitProblem("bob", Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        bff.awaitSequence("alice", later);
        assertThat(bff.sequences("bob")).doesNotContain(later);
        bff.stream.cancel();
    }

    @Test
    void userRemovedByOneReplicaCannotReadOnTheOther() {
        for (int round = 0; round < 10; round++) {
            String thread = ONE.thread(ALICE, BOB, CAROL);
            ONE.send(ALICE, thread, "For all");
            var feed = ONE.watch(BOB, thread, 0);
            feed.await(WatchThreadResponse::hasCaughtUp);

            OTHER.fence(thread, 2, ALICE, CAROL);
            long later = ONE.send(ALICE, thread, "Not for Bob").getSequence();

            assertProblem(feed.awaitEnd(), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
            assertThat(sequences(feed.received()))
                    .as("frames that Bob saw after he lost access")
                    .allMatch(sequence -> sequence < later - 1);
            assertThat(feed.received().getLast().getClosing().getReason())
                    .isEqualTo(CloseReason.CLOSE_REASON_ACCESS_ENDED);
        }
    }

    /// The caches of the other replica may be stale, but what it reads is as new as the store.
    @Test
    void userRemovedByOneReplicaGetsNothingFromAnyReadOfTheOther() {
        for (int round = 0; round < 20; round++) {
            String thread = ONE.thread(ALICE, BOB, CAROL);
            var message = ONE.send(BOB, thread, "Still in");
            assertThat(ONE.history(BOB, thread)).hasSize(1);
            OTHER.fence(thread, 2, ALICE, CAROL);

            assertProblem(() -> ONE.history(BOB, thread), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
            assertProblem(
                    () -> ONE.as(BOB)
                            .getMessage(GetMessageRequest.newBuilder()
                                    .setThreadId(thread)
                                    .setMessageId(message.getMessageId())
                                    .build()),
                    Code.PERMISSION_DENIED,
                    "THREAD_ACCESS_DENIED");
            var ref = MessageRef.newBuilder().setThreadId(thread).setMessageId(message.getMessageId());
            assertThat(ONE.as(BOB)
                            .batchGetMessages(BatchGetMessagesRequest.newBuilder()
                                    .addRefs(ref)
                                    .build())
                            .getMessagesList())
                    .isEmpty();
            assertProblem(
                    () -> ONE.receiptsAs(BOB)
                            .listCursors(ListCursorsRequest.newBuilder()
                                    .setThreadId(thread)
                                    .build()),
                    Code.PERMISSION_DENIED,
                    "THREAD_ACCESS_DENIED");
            assertProblem(ONE.watch(BOB, thread, 0).awaitEnd(), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        }
    }

    @Test
    void userRemovedByOneReplicaCannotWriteOnTheOther() {
        String thread = ONE.thread(ALICE, BOB, CAROL);
        ONE.send(BOB, thread, "Still in");
        OTHER.fence(thread, 2, ALICE, CAROL);

        assertProblem(() -> ONE.send(BOB, thread, "Out"), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        assertThat(ONE.send(ALICE, thread, "Goes on").getSequence()).isEqualTo(3);
    }

    /// One replica is cut off from the inbox, but not from the store.
    @Test
    void headsOfAReplicaThatCannotReachTheInboxAreReportedByTheOther() {
        ONE.inbox.failWith(Status.UNAVAILABLE);
        try {
            var threads = new ArrayList<String>();
            for (int thread = 0; thread < 40; thread++) {
                threads.add(ONE.thread(ALICE, BOB));
            }
            for (int round = 1; round <= 3; round++) {
                threads.forEach(thread -> ONE.send(ALICE, thread, "News"));
                long sequence = round;
                Awaitility.await("the inbox of the other replica")
                        .atMost(DELAY)
                        .until(() -> threads.stream()
                                .allMatch(thread -> OTHER.inbox.head(thread).getSequence() == sequence));
            }
        } finally {
            ONE.inbox.failWith(Status.OK);
        }
    }

    @Test
    void cursorMovedByTheOtherReplicaReachesTheFeed() {
        String thread = ONE.thread(ALICE, BOB);
        ONE.send(ALICE, thread, "Read me");
        var feed = ONE.watch(ALICE, thread, 1);
        feed.await(WatchThreadResponse::hasCaughtUp);
        OTHER.receiptsAs(BOB)
                .markRead(MarkReadRequest.newBuilder()
                        .setThreadId(thread)
                        .setSequence(1)
                        .build());
        feed.await(element -> element.getStates().getCursorsList().stream()
                .anyMatch(cursor -> cursor.getUserId().equals(BOB)));
        feed.cancel();
    }

    @Test
    void framesOfTheOtherReplicaArriveWithoutLagging() {
        String thread = ONE.thread(ALICE, BOB);
        var feed = ONE.watch(ALICE, thread, 0);
        feed.await(WatchThreadResponse::hasCaughtUp);
        for (int i = 0; i < 5; i++) {
            long sequence = OTHER.send(BOB, thread, "From the other").getSequence();
            feed.awaitAll(all -> sequences(all).contains(sequence));
        }
        assertThat(feed.received()).noneMatch(WatchThreadResponse::hasLagging);
        feed.cancel();
    }

    private static List<Long> sequences(List<WatchThreadResponse> elements) {
        return elements.stream()
                .filter(WatchThreadResponse::hasItem)
                .map(element -> element.getItem().getSequence())
                .toList();
    }

    private static List<String> messages(List<WatchThreadResponse> elements) {
        return elements.stream()
                .filter(element -> element.hasItem() && element.getItem().hasMessage())
                .map(element -> element.getItem().getMessage().getMessageId())
                .toList();
    }
}
