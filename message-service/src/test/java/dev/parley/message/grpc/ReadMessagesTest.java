package dev.parley.message.grpc;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.badRequest;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.Cursor;
import dev.parley.message.v1.GetMessageRequest;
import dev.parley.message.v1.ListCursorsRequest;
import dev.parley.message.v1.ListCursorsResponse;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.ListMessagesResponse;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageRef;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
final class ReadMessagesTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final Wire WIRE = Wire.shared();

    private static String threadOf(int messages) {
        String thread = WIRE.thread(ALICE, BOB);
        for (int i = 1; i <= messages; i++) {
            WIRE.send(ALICE, thread, "Message " + i);
        }
        return thread;
    }

    private static ListMessagesRequest.Builder list(String thread) {
        return ListMessagesRequest.newBuilder().setThreadId(thread);
    }

    private static ListMessagesResponse page(ListMessagesRequest.Builder request) {
        return WIRE.as(BOB).listMessages(request.build());
    }

    private static List<Long> sequences(ListMessagesResponse page) {
        return page.getMessagesList().stream().map(Message::getSequence).toList();
    }

    @Test
    void pagesGoInBothDirectionsAndEnd() {
        String thread = threadOf(7);
        var newest = page(list(thread).setPageSize(3));
        assertThat(sequences(newest)).containsExactly(5L, 6L, 7L);
        assertThat(newest.getHasOlder()).isTrue();
        assertThat(newest.getHasNewer()).isFalse();
        assertThat(newest.getFirstSequence()).isEqualTo(5);
        assertThat(newest.getLastSequence()).isEqualTo(7);
        assertThat(newest.getHead().getSequence()).isEqualTo(7);
        assertThat(sequences(page(list(thread).setPageSize(3).setBeforeSequence(5))))
                .containsExactly(2L, 3L, 4L);
        var oldest = page(list(thread).setPageSize(3).setBeforeSequence(2));
        assertThat(sequences(oldest)).containsExactly(1L);
        assertThat(oldest.getHasOlder()).isFalse();
        assertThat(oldest.getHasNewer()).isTrue();
        var forward = page(list(thread).setPageSize(4).setAfterSequence(2));
        assertThat(sequences(forward)).containsExactly(3L, 4L, 5L, 6L);
        assertThat(forward.getHasOlder()).isTrue();
        assertThat(forward.getHasNewer()).isTrue();
        assertThat(page(list(thread).setAfterSequence(7)).getMessagesList()).isEmpty();
        assertThat(page(list(thread).setPageSize(10_000)).getMessagesList()).hasSize(7);
    }

    @Test
    void readerWhoPollsContinuesFromAnEmptyPage() {
        String thread = threadOf(0);
        var read = new ArrayList<Long>();
        long after = 0;
        for (int round = 0; round < 6; round++) {
            if (round % 3 == 1) {
                WIRE.send(ALICE, thread, "News of round " + round);
            }
            var page = page(list(thread).setPageSize(3).setAfterSequence(after));
            read.addAll(sequences(page));
            after = page.getLastSequence();
            assertThat(page.getFirstSequence()).isPositive();
        }
        assertThat(read).containsExactly(1L, 2L);
        assertThat(page(list(thread).setAfterSequence(after)).getLastSequence()).isEqualTo(2);
    }

    @Test
    void emptyPageBeforeTheOldestMessageCanBeContinuedInBothDirections() {
        String thread = threadOf(3);
        var none = page(list(thread).setBeforeSequence(1));
        assertThat(none.getMessagesList()).isEmpty();
        assertThat(none.getHasOlder()).isFalse();
        assertThat(page(list(thread).setBeforeSequence(none.getFirstSequence())).getMessagesList())
                .isEmpty();
        assertThat(sequences(page(list(thread).setAfterSequence(none.getLastSequence()))))
                .containsExactly(1L, 2L, 3L);
        var empty = page(list(threadOf(0)));
        assertThat(empty.getFirstSequence()).isEqualTo(1);
        assertThat(empty.getLastSequence()).isZero();
    }

    @Test
    void badPagesAreRefused() {
        String thread = threadOf(1);
        var negative =
                assertProblem(() -> page(list(thread).setPageSize(-1)), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertThat(badRequest(negative).getFieldViolations(0).getField()).isEqualTo("page_size");
        var beyond =
                assertProblem(() -> page(list(thread).setAfterSequence(2)), Code.OUT_OF_RANGE, "SEQUENCE_BEYOND_HEAD");
        assertThat(errorInfo(beyond).getMetadataMap()).containsEntry("head", "1");
        assertProblem(
                () -> WIRE.as("usr_mallory").listMessages(list(thread).build()),
                Code.PERMISSION_DENIED,
                "THREAD_ACCESS_DENIED");
        assertProblem(() -> page(list("thr_unknown")), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
    }

    @Test
    void messagesAreFoundByIdByThoseWhoMayRead() {
        String thread = threadOf(2);
        Message sent = WIRE.send(ALICE, thread, "Find me");
        var request = GetMessageRequest.newBuilder().setThreadId(thread).setMessageId(sent.getMessageId());
        assertThat(WIRE.as(BOB).getMessage(request.build()).getMessage()).isEqualTo(sent);
        assertProblem(
                () -> WIRE.as("usr_mallory").getMessage(request.build()),
                Code.PERMISSION_DENIED,
                "THREAD_ACCESS_DENIED");
        assertProblem(
                () -> WIRE.as(BOB)
                        .getMessage(request.setMessageId("msg_nothing").build()),
                Code.NOT_FOUND,
                "MESSAGE_NOT_FOUND");
    }

    @Test
    void batchKeepsTheOrderAndNamesWhatIsMissing() {
        String mine = threadOf(0);
        String foreign = WIRE.thread(ALICE, "usr_carol");
        Message one = WIRE.send(ALICE, mine, "One");
        Message two = WIRE.send(BOB, mine, "Two");
        Message hidden = WIRE.send(ALICE, foreign, "Hidden");
        var request = BatchGetMessagesRequest.newBuilder()
                .addRefs(ref(mine, two))
                .addRefs(ref(foreign, hidden))
                .addRefs(ref(mine, one))
                .addRefs(ref(mine, hidden))
                .addRefs(ref(foreign, one))
                .addRefs(ref(mine, two))
                .build();
        var found = WIRE.as(BOB).batchGetMessages(request);
        assertThat(found.getMessagesList()).containsExactly(two, one, two);
        assertThat(found.getMissingList()).containsExactly(ref(foreign, hidden), ref(mine, hidden), ref(foreign, one));
    }

    @Test
    void batchThatIsTooLargeNamesWhatItOmitted() {
        String thread = threadOf(0);
        var request = BatchGetMessagesRequest.newBuilder();
        for (int i = 0; i < 60; i++) {
            request.addRefs(ref(thread, WIRE.send(ALICE, thread, "🎉".repeat(10_000))));
        }
        var found = WIRE.as(BOB).batchGetMessages(request.build());
        assertThat(found.getSerializedSize()).isLessThan(2_200_000);
        assertThat(found.getMessagesCount()).isBetween(40, 55);
        assertThat(found.getMissingCount()).isZero();
        assertThat(found.getLeftOutList()).isEqualTo(request.getRefsList().subList(found.getMessagesCount(), 60));
    }

    private static MessageRef ref(String thread, Message message) {
        return MessageRef.newBuilder()
                .setThreadId(thread)
                .setMessageId(message.getMessageId())
                .build();
    }

    @Test
    void pagesListNoticesAndEndAtTheirSize() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.fence(thread, 2, ALICE, BOB, "usr_carol");
        for (int i = 0; i < 120; i++) {
            WIRE.send(ALICE, thread, "ü".repeat(10_000));
        }
        var page = page(list(thread).setPageSize(200));
        assertThat(page.getSerializedSize()).isBetween(1_300_000, 2_200_000);
        assertThat(page.getHasOlder()).isTrue();
        assertThat(page.getMessages(page.getMessagesCount() - 1).getSequence()).isEqualTo(121);
        Message notice = page(list(thread).setBeforeSequence(2)).getMessages(0);
        assertThat(notice.getFallbackText()).isEqualTo("usr_carol joined");
        assertThat(WIRE.as(BOB)
                        .getMessage(GetMessageRequest.newBuilder()
                                .setThreadId(thread)
                                .setMessageId(notice.getMessageId())
                                .build())
                        .getMessage())
                .isEqualTo(notice);
    }

    @Test
    void markReadReturnsATokenOfTheCursor() {
        String thread = threadOf(2);
        var marked = WIRE.receiptsAs(BOB)
                .markRead(MarkReadRequest.newBuilder()
                        .setThreadId(thread)
                        .setSequence(2)
                        .build());
        assertThat(ConsistencyTokens.read(List.of(marked.getConsistencyToken())))
                .singleElement()
                .isInstanceOfSatisfying(Position.Cursor.class, position -> {
                    assertThat(position.thread().value()).isEqualTo(thread);
                    assertThat(position.user().value()).isEqualTo(BOB);
                    assertThat(position.value()).isGreaterThanOrEqualTo(2);
                });
    }

    @Test
    void closedContactHidesTheOtherUsersCursor() {
        String thread = threadOf(2);
        markRead(BOB, thread, 1);
        WIRE.fence(thread, 2, ALICE, BOB + "!");
        for (String user : List.of(ALICE, BOB)) {
            assertThat(cursors(user, thread)).extracting(Cursor::getUserId).containsExactly(user);
        }
        WIRE.fence(thread, 3, ALICE, BOB);
        assertThat(cursors(ALICE, thread)).extracting(Cursor::getUserId).containsExactly(ALICE, BOB);
    }

    @Test
    void cursorOfAJoinSaysFromWhereItsUserReads() {
        String carol = "usr_carol";
        String thread = threadOf(3);
        WIRE.fence(thread, 2, ALICE, BOB, carol);
        markRead(BOB, thread, 2);
        assertThat(cursors(ALICE, thread))
                .extracting(Cursor::getUserId, Cursor::getStartSequence, Cursor::getReadSequence)
                .containsExactly(tuple(ALICE, 0L, 3L), tuple(BOB, 0L, 2L), tuple(carol, 4L, 4L));
        WIRE.send(ALICE, thread, "Welcome");
        assertThat(markRead(carol, thread, 5).getStartSequence()).isEqualTo(4);
        WIRE.fence(thread, 3, ALICE, BOB);
        WIRE.fence(thread, 4, ALICE, BOB, carol);
        assertThat(cursors(ALICE, thread))
                .extracting(Cursor::getUserId, Cursor::getStartSequence, Cursor::getReadSequence)
                .contains(tuple(carol, 7L, 7L));
        WIRE.send(carol, thread, "Back again");
        assertThat(cursors(ALICE, thread))
                .extracting(Cursor::getUserId, Cursor::getStartSequence, Cursor::getReadSequence)
                .contains(tuple(carol, 7L, 8L));
    }

    private static List<Cursor> cursors(String user, String thread) {
        return WIRE.receiptsAs(user)
                .listCursors(ListCursorsRequest.newBuilder().setThreadId(thread).build())
                .getCursorsList();
    }

    @Test
    void cursorsOnlyMoveForwardAndSendingMovesThem() {
        String thread = threadOf(5);
        assertThat(markRead(BOB, thread, 3).getReadOrdinal()).isEqualTo(3);
        assertThat(markRead(BOB, thread, 2).getReadSequence()).isEqualTo(3);
        var cursors = WIRE.receiptsAs(BOB)
                .listCursors(ListCursorsRequest.newBuilder().setThreadId(thread).build())
                .getCursorsList();
        assertThat(cursors).extracting(Cursor::getUserId).containsExactly(ALICE, BOB);
        assertThat(cursors).extracting(Cursor::getReadSequence).containsExactly(5L, 3L);
        assertProblem(() -> markRead(BOB, thread, 6), Code.OUT_OF_RANGE, "SEQUENCE_BEYOND_HEAD");
        assertProblem(() -> markRead(BOB, thread, 0), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertProblem(() -> markRead("usr_mallory", thread, 1), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
    }

    private static Cursor markRead(String user, String thread, long sequence) {
        return WIRE.receiptsAs(user)
                .markRead(MarkReadRequest.newBuilder()
                        .setThreadId(thread)
                        .setSequence(sequence)
                        .build())
                .getCursor();
    }

    @Test
    void cursorPagesFollowEachOtherAndTokensBelongToOneQuery() {
        String thread = threadOf(1);
        markRead(BOB, thread, 1);
        var request = ListCursorsRequest.newBuilder().setThreadId(thread).setPageSize(1);
        ListCursorsResponse first = WIRE.receiptsAs(BOB).listCursors(request.build());
        assertThat(first.getCursors(0).getUserId()).isEqualTo(ALICE);
        var second = WIRE.receiptsAs(BOB)
                .listCursors(request.setPageToken(first.getNextPageToken()).build());
        assertThat(second.getCursors(0).getUserId()).isEqualTo(BOB);
        assertThat(second.getNextPageToken()).isEmpty();
        String other = threadOf(1);
        assertProblem(
                () -> WIRE.receiptsAs(BOB)
                        .listCursors(request.setThreadId(other).build()),
                Code.INVALID_ARGUMENT,
                "PAGE_TOKEN_INVALID");
    }
}
