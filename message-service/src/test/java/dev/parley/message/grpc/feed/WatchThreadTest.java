package dev.parley.message.grpc.feed;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.parley.feed.v1.CloseReason;
import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.grpc.RunningService;
import dev.parley.message.grpc.Wire;
import dev.parley.message.internal.v1.FenceStatus;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.Revision;
import dev.parley.message.v1.Cursor;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageRemoved;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.TestTokens;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
final class WatchThreadTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final String CAROL = "usr_carol";
    private static final Wire WIRE = Wire.shared();

    private static List<Long> sequences(List<WatchThreadResponse> elements) {
        return elements.stream()
                .filter(WatchThreadResponse::hasItem)
                .map(element -> element.getItem().getSequence())
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
        var nonsense = assertEnd(
                WIRE.watch(BOB, request.toBuilder().setResumeToken("nonsense").build()),
                Code.INVALID_ARGUMENT,
                "PAGE_TOKEN_INVALID");
        assertThat(errorInfo(nonsense).getMetadataMap()).containsEntry("field", "resume_token");
        assertThat(nonsense.getStatus().getDescription()).contains("Start the feed without it");
    }

    /// No RPC hides a message yet, so the test writes the change itself.
    @Test
    void messageThatIsHiddenFromAReaderIsRemovedFromTheirScreen() {
        String thread = WIRE.thread(ALICE, BOB);
        Message sent = WIRE.send(ALICE, thread, "Seen");
        var alice = WIRE.watch(ALICE, thread, 0);
        var bob = WIRE.watch(BOB, thread, 0);
        awaitSequences(bob, 1, 1);
        bob.await(WatchThreadResponse::hasCaughtUp);
        var hiding = new Revision(
                new ThreadId(thread),
                "hide-1",
                new MessageId(sent.getMessageId()),
                new Revision.Hide(new UserId(BOB), true));
        WIRE.service.bean(MessageLog.class).write(hiding).join();

        awaitSequences(bob, 1, 2);
        ThreadItem item =
                bob.await(element -> element.getItem().getSequence() == 2).getItem();
        assertThat(item.getMessageRemoved())
                .isEqualTo(MessageRemoved.newBuilder()
                        .setMessageId(sent.getMessageId())
                        .setSequence(1)
                        .build());
        awaitSequences(alice, 1, 2);
        assertThat(alice.await(element -> element.getItem().getSequence() == 2)
                        .getItem()
                        .getMessage()
                        .getMessageId())
                .isEqualTo(sent.getMessageId());
        alice.cancel();
        bob.cancel();
    }

    /// An older server would otherwise start now, and the reader would lose what came before.
    @Test
    void startThatTheServerDoesNotKnowIsRefused() {
        var newer = WatchThreadRequest.newBuilder()
                .setThreadId(WIRE.thread(ALICE, BOB))
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                17,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build());
        var refused = assertEnd(WIRE.watch(ALICE, newer.build()), Code.INVALID_ARGUMENT, "FIELD_UNKNOWN");
        assertThat(errorInfo(refused).getMetadataMap()).containsEntry("field", "#17");
    }

    private static StatusRuntimeException assertEnd(RecordedStream<?, ?> stream, Code code, String reason) {
        var end = stream.awaitEnd();
        assertThat(end).isNotNull();
        return assertProblem(end, code, reason);
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
        String thread = WIRE.thread(ALICE, BOB, CAROL);
        var removed = WIRE.watch(BOB, thread, 0);
        var stays = WIRE.watch(ALICE, thread, 0);
        WIRE.send(ALICE, thread, "Before");
        awaitSequences(removed, 1, 1);
        WIRE.fence(thread, 2, ALICE, CAROL);
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
    void closedContactKeepsTheFeedsOfBothOpenAndSilent() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, thread, "Before");
        var alice = WIRE.watch(ALICE, thread, 0);
        var bob = WIRE.watch(BOB, thread, 0);
        for (var feed : List.of(alice, bob)) {
            feed.await(WatchThreadResponse::hasCaughtUp);
        }
        WIRE.fence(thread, 2, ALICE, BOB + "!");
        assertProblem(() -> WIRE.send(ALICE, thread, "Refused"), Code.PERMISSION_DENIED, "CONTACT_NOT_ALLOWED");
        assertProblem(() -> WIRE.send(BOB, thread, "Refused"), Code.PERMISSION_DENIED, "CONTACT_NOT_ALLOWED");
        markRead(ALICE, thread, 1);
        markRead(BOB, thread, 1);
        for (var feed : List.of(alice, bob)) {
            awaitBeats(feed, 3);
            assertThat(sequences(feed.received())).containsExactly(1L);
        }
        assertThat(cursors(alice)).as("what Alice sees of Bob").noneMatch(cursor -> isOf(BOB, cursor));
        assertThat(cursors(bob).stream().filter(cursor -> isOf(BOB, cursor)))
                .as("the own cursor")
                .isNotEmpty();
        var later = WIRE.watch(BOB, thread, 0);
        awaitSequences(later, 1, 1);
        later.await(WatchThreadResponse::hasCaughtUp);
        assertThat(cursors(later)).noneMatch(cursor -> isOf(ALICE, cursor));
        WIRE.fence(thread, 3, ALICE, BOB);
        WIRE.send(BOB, thread, "Friends again");
        awaitSequences(alice, 1, 2);
        awaitSequences(bob, 1, 2);
        alice.await(element -> hasCursor(element, BOB));
        List.of(alice, bob, later).forEach(RecordedStream::cancel);
    }

    private static void awaitBeats(RecordedStream<?, WatchThreadResponse> feed, int more) {
        long before = beats(feed.received());
        feed.awaitAll(all -> beats(all) >= before + more);
    }

    private static long beats(List<WatchThreadResponse> elements) {
        return elements.stream().filter(WatchThreadResponse::hasHeartbeat).count();
    }

    private static List<Cursor> cursors(RecordedStream<?, WatchThreadResponse> feed) {
        return feed.received().stream()
                .flatMap(element -> element.getStates().getCursorsList().stream())
                .toList();
    }

    private static boolean isOf(String user, Cursor cursor) {
        return cursor.getUserId().equals(user);
    }

    private static boolean hasCursor(WatchThreadResponse element, String user) {
        return element.getStates().getCursorsList().stream().anyMatch(cursor -> isOf(user, cursor));
    }

    private static void markRead(String user, String thread, long sequence) {
        WIRE.receiptsAs(user)
                .markRead(MarkReadRequest.newBuilder()
                        .setThreadId(thread)
                        .setSequence(sequence)
                        .build());
    }

    @Test
    void stateOfAJoinSaysFromWhereItsUserReads() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, thread, "Before the join");
        WIRE.fence(thread, 2, ALICE, BOB, "usr_carol");
        var feed = WIRE.watch(ALICE, thread, 1);
        feed.await(element -> hasCursor(element, "usr_carol"));
        assertThat(cursors(feed))
                .filteredOn(cursor -> isOf("usr_carol", cursor))
                .allSatisfy(cursor -> {
                    assertThat(cursor.getStartSequence()).isEqualTo(2);
                    assertThat(cursor.getReadSequence()).isEqualTo(2);
                });
        feed.cancel();
    }

    @Test
    void cursorsAreSeparateStates() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, thread, "Read me");
        var feed = WIRE.watch(ALICE, thread, 1);
        var states = feed.await(WatchThreadResponse::hasStates).getStates();
        assertThat(states.getThreadId()).isEqualTo(thread);
        assertThat(states.getCursorsList())
                .as("sending moved the sender's cursor")
                .extracting(Cursor::getUserId)
                .containsExactly(ALICE);
        feed.await(WatchThreadResponse::hasCaughtUp);
        markRead(BOB, thread, 1);
        var moved = feed.await(element -> hasCursor(element, BOB));
        assertThat(moved.getStates().getCursors(0).getReadSequence()).isEqualTo(1);
        feed.cancel();
    }

    @Test
    void feedBeginsNowAfterASequenceOrBeforeTheNewestMessages() {
        String thread = WIRE.thread(ALICE, BOB);
        for (int i = 0; i < 5; i++) {
            WIRE.send(ALICE, thread, "Message");
        }
        var now = WIRE.watch(
                BOB, WatchThreadRequest.newBuilder().setThreadId(thread).build());
        assertThat(now.await(WatchThreadResponse::hasCaughtUp).getCaughtUp().getPosition())
                .isEqualTo(5);
        var last = WIRE.watch(
                BOB,
                WatchThreadRequest.newBuilder().setThreadId(thread).setLast(2).build());
        awaitSequences(last, 4, 5);
        var all = WIRE.watch(
                BOB,
                WatchThreadRequest.newBuilder().setThreadId(thread).setLast(200).build());
        awaitSequences(all, 1, 5);
        WIRE.send(ALICE, thread, "Later");
        awaitSequences(now, 6, 6);
        awaitSequences(last, 4, 6);
        List.of(now, last, all).forEach(RecordedStream::cancel);
    }

    @Test
    void itemsNameTheirThreadAndShowWhatIsHidden() {
        String thread = WIRE.thread(ALICE, BOB, CAROL);
        var feed = WIRE.watch(ALICE, thread, 0);
        WIRE.send(BOB, thread, "Before");
        WIRE.fence(Wire.fenceOf(thread, 2, FenceStatus.FENCE_STATUS_OPEN, ALICE, BOB, CAROL)
                .addHiddenSenders(ByteString.copyFrom(new byte[] {2}))
                .build());
        WIRE.send(BOB, thread, "Hidden");
        WIRE.send(BOB, thread, "Hidden too");
        Message shown = WIRE.send(CAROL, thread, "Shown");
        for (var watched : List.of(feed, WIRE.watch(ALICE, thread, 0))) {
            var items = watched.awaitAll(all -> sequences(all).contains(4L)).stream()
                    .filter(WatchThreadResponse::hasItem)
                    .map(WatchThreadResponse::getItem)
                    .toList();
            assertThat(items).allMatch(item -> item.getThreadId().equals(thread));
            assertThat(items.getFirst().getMessage().getText()).isEqualTo("Before");
            assertThat(items.getLast().getMessage()).isEqualTo(shown);
            assertThat(hidden(items)).isEqualTo(List.of(2L, 3L));
            watched.cancel();
        }
        var carol = WIRE.watch(CAROL, thread, 0);
        awaitSequences(carol, 1, 4);
        carol.cancel();
    }

    /// Returns the hidden positions.
    private static List<Long> hidden(List<ThreadItem> items) {
        return items.stream()
                .filter(ThreadItem::hasHidden)
                .flatMap(item -> LongStream.rangeClosed(
                                item.getSequence(), item.getHidden().getThroughSequence())
                        .boxed())
                .toList();
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
}
