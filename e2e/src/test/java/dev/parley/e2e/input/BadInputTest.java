package dev.parley.e2e.input;

import static dev.parley.clientkit.call.User.draft;
import static dev.parley.e2e.check.Refusals.invalid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.message.v1.ListCursorsRequest;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.ReceiptServiceGrpc;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.safety.v1.BlockUserRequest;
import dev.parley.safety.v1.ListBlocksRequest;
import dev.parley.thread.v1.GetThreadRequest;
import dev.parley.thread.v1.ListParticipantsRequest;
import dev.parley.thread.v1.ListThreadsRequest;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Everything malformed is refused before it reaches a rule. The error names the field and the broken rule,
/// and nothing is written.
@ExtendWith(SharedServer.class)
final class BadInputTest {

    private final User alice;
    private final User bob;
    private String thread = "";

    BadInputTest(ParleyServer server) {
        alice = server.as(User.newId("alice"));
        bob = server.as(User.newId("bob"));
    }

    @BeforeEach
    void makeThread() {
        thread = alice.direct(bob.userId());
    }

    private void send(SendMessageRequest request) {
        assertThat(alice.messages().sendMessage(request).getMessage().getSequence())
                .isPositive();
    }

    @Test
    void textHasOneToTenThousandCharacters() {
        invalid(() -> send(draft(thread, "too-long", "é".repeat(10_001))), "text", "string.max_len");
        invalid(() -> send(draft(thread, "too-long", "🎉".repeat(10_001))), "text", "string.max_len");
        invalid(() -> send(draft(thread, "too-short", "")), "", "content.any");
        assertThat(alice.newest(thread).getMessagesList()).isEmpty();
        send(draft(thread, "as-long-as-may-be", "🎉".repeat(10_000)));
    }

    @Test
    void controlCharactersAreRefusedInTexts() {
        for (char control : new char[] {0, 7, 0x1b, 0x7f, 0x85}) {
            invalid(
                    () -> send(draft(thread, "with-control", "🎉 ring" + control + "the bell")),
                    "text",
                    "string.printable");
        }
        assertThat(alice.newest(thread).getMessagesList()).isEmpty();
        send(draft(thread, "with-control", "lines\r\nand\ttabs are text"));
    }

    @Test
    void idsHaveTheirForms() {
        for (String id : List.of("", "thr_", "THR_1", "thr_ä", "msg_1", "thr_a b", "thr_" + "x".repeat(61))) {
            invalid(() -> send(draft(id, "wrong-ids", "x")), "thread_id", "string.thread_id");
            invalid(() -> alice.history(id), "thread_id", "string.thread_id");
            invalid(
                    () -> alice.threads()
                            .getThread(GetThreadRequest.newBuilder()
                                    .setThreadId(id)
                                    .build()),
                    "thread_id",
                    "string.thread_id");
        }
        for (String id : List.of("", "short", "with blank", "ümlaut-1", "x".repeat(65))) {
            invalid(() -> send(draft(thread, id, "x")), "request_id", "string.request_id");
        }
        for (String id : List.of("", "alice", "usr_", "usr_a/b", "usr_" + "x".repeat(61))) {
            invalid(() -> alice.direct(id), "user_id", "string.user_id");
            invalid(
                    () -> alice.blocks()
                            .blockUser(
                                    BlockUserRequest.newBuilder().setUserId(id).build()),
                    "user_id",
                    "string.user_id");
        }
    }

    @Test
    void pageSizesAreNotNegative() {
        List<ThrowingCallable> calls = List.of(
                () -> alice.messages().listMessages(messages().setPageSize(-1).build()),
                () -> alice.threads()
                        .listThreads(
                                ListThreadsRequest.newBuilder().setPageSize(-1).build()),
                () -> alice.participants()
                        .listParticipants(ListParticipantsRequest.newBuilder()
                                .setThreadId(thread)
                                .setPageSize(Integer.MIN_VALUE)
                                .build()),
                () -> ReceiptServiceGrpc.newBlockingStub(alice.channel())
                        .listCursors(ListCursorsRequest.newBuilder()
                                .setThreadId(thread)
                                .setPageSize(-1)
                                .build()),
                () -> alice.blocks()
                        .listBlocks(
                                ListBlocksRequest.newBuilder().setPageSize(-1).build()),
                () -> alice.inbox()
                        .listInbox(ListInboxRequest.newBuilder().setPageSize(-1).build()));
        calls.forEach(call -> invalid(call, "page_size", "int32.gte"));
    }

    private ListMessagesRequest.Builder messages() {
        return ListMessagesRequest.newBuilder().setThreadId(thread);
    }
}
