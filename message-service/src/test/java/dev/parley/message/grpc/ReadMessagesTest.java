package dev.parley.message.grpc;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.badRequest;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.Cursor;
import dev.parley.message.v1.GetMessageRequest;
import dev.parley.message.v1.ListCursorsRequest;
import dev.parley.message.v1.ListCursorsResponse;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.ListMessagesResponse;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageName;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class ReadMessagesTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final Wire WIRE = new Wire(Map.of());

    @AfterAll
    static void stop() {
        WIRE.close();
    }

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
    void pagesGoBothWaysAndEnd() {
        String thread = threadOf(7);
        var newest = page(list(thread).setPageSize(3));
        assertThat(sequences(newest)).containsExactly(5L, 6L, 7L);
        assertThat(newest.getMore()).isTrue();
        assertThat(newest.getHead().getSequence()).isEqualTo(7);
        assertThat(sequences(page(list(thread).setPageSize(3).setBeforeSequence(5))))
                .containsExactly(2L, 3L, 4L);
        var oldest = page(list(thread).setPageSize(3).setBeforeSequence(2));
        assertThat(sequences(oldest)).containsExactly(1L);
        assertThat(oldest.getMore()).isFalse();
        var forward = page(list(thread).setPageSize(4).setAfterSequence(2));
        assertThat(sequences(forward)).containsExactly(3L, 4L, 5L, 6L);
        assertThat(forward.getMore()).isTrue();
        assertThat(page(list(thread).setAfterSequence(7)).getMessagesList()).isEmpty();
        assertThat(page(list(thread).setPageSize(10_000)).getMessagesList()).hasSize(7);
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
        assertThat(WIRE.as(BOB).getMessage(request.build())).isEqualTo(sent);
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
    void batchLeavesOutWhatTheCallerMayNotRead() {
        String mine = threadOf(0);
        String foreign = WIRE.thread(ALICE, "usr_carol");
        Message one = WIRE.send(ALICE, mine, "One");
        Message hidden = WIRE.send(ALICE, foreign, "Hidden");
        var request = BatchGetMessagesRequest.newBuilder()
                .addNames(name(mine, one.getMessageId()))
                .addNames(name(foreign, hidden.getMessageId()))
                .addNames(name(mine, hidden.getMessageId()))
                .addNames(name("thr_unknown", "msg_nothing"))
                .build();
        assertThat(WIRE.as(BOB).batchGetMessages(request).getMessagesList()).containsExactly(one);
    }

    private static MessageName name(String thread, String message) {
        return MessageName.newBuilder()
                .setThreadId(thread)
                .setMessageId(message)
                .build();
    }

    @Test
    void cursorsMoveForwardOnlyAndOwnSendsMoveThem() {
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
    void cursorPagesFollowEachOtherAndTokensAreOfOneQuery() {
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

    @Test
    void inboxIsToldHeadsAndCursorsEvenAfterItWasAway() {
        WIRE.inbox.failWith(Status.UNAVAILABLE);
        String thread = threadOf(3);
        Message reply = WIRE.send(BOB, thread, "Reply");
        markRead(ALICE, thread, 4);
        WIRE.inbox.failWith(Status.OK);
        Awaitility.await().until(() -> WIRE.inbox.cursor(thread, ALICE).getReadSequence() == 4);
        assertThat(WIRE.inbox.head(thread).getOrdinal()).isEqualTo(4);
        assertThat(WIRE.inbox.head(thread).getMessageId()).isEqualTo(reply.getMessageId());
        assertThat(WIRE.inbox.cursor(thread, BOB).getReadOrdinal()).isEqualTo(4);
    }

    @Test
    void headThatTheInboxRefusesIsParkedAndStopsNobody() {
        WIRE.inbox.failWith(Status.INVALID_ARGUMENT);
        String struck = "thr_" + java.util.UUID.randomUUID() + "struck";
        WIRE.fence(struck, 1, ALICE, BOB);
        WIRE.send(ALICE, struck, "Refused");
        String other = threadOf(1);
        Awaitility.await().until(() -> WIRE.inbox.head(other).getSequence() == 1);
        WIRE.inbox.failWith(Status.OK);
        WIRE.send(ALICE, struck, "Moves again");
        Awaitility.await().until(() -> WIRE.inbox.head(struck).getSequence() == 2);
    }
}
