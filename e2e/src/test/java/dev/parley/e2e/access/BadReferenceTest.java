package dev.parley.e2e.access;

import static dev.parley.e2e.check.Refusals.invalid;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.safety.v1.ListBlocksRequest;
import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.GetOrCreateDirectThreadRequest;
import dev.parley.thread.v1.GetThreadRequest;
import dev.parley.thread.v1.ListParticipantsRequest;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.ParticipantDraft;
import dev.parley.thread.v1.ThreadKind;
import io.grpc.Status.Code;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A well-formed request for something that the caller may not access, or that does not exist, is refused and
/// writes nothing.
@ExtendWith(SharedServer.class)
final class BadReferenceTest {

    private final User alice;
    private final User bob;
    private String thread = "";

    BadReferenceTest(ParleyServer server) {
        alice = server.as(User.newId("alice"));
        bob = server.as(User.newId("bob"));
    }

    @BeforeEach
    void makeThread() {
        thread = alice.direct(bob.userId());
    }

    @Test
    void tokensBelongToTheirQuery() {
        for (int i = 0; i < 3; i++) {
            alice.direct(User.newId("other"));
        }
        String token = alice.threads()
                .listThreads(ListThreadsRequest.newBuilder().setPageSize(1).build())
                .getNextPageToken();
        assertThat(token).isNotEmpty();
        var another = ListThreadsRequest.newBuilder().setPageToken(token).addKinds(ThreadKind.THREAD_KIND_INQUIRY);
        List<ThrowingCallable> calls = List.of(
                () -> alice.threads().listThreads(another.build()),
                () -> bob.threads().listThreads(another.clearKinds().build()),
                () -> alice.inbox()
                        .listInbox(ListInboxRequest.newBuilder()
                                .setPageToken(token)
                                .build()),
                () -> alice.blocks()
                        .listBlocks(ListBlocksRequest.newBuilder()
                                .setPageToken(token)
                                .build()),
                () -> alice.messages()
                        .watchThread(WatchThreadRequest.newBuilder()
                                .setThreadId(thread)
                                .setResumeToken(token)
                                .build())
                        .next(),
                () -> alice.inbox()
                        .watchInbox(WatchInboxRequest.newBuilder()
                                .setResumeToken(token)
                                .build())
                        .next(),
                () -> alice.threads()
                        .listThreads(ListThreadsRequest.newBuilder()
                                .setPageToken("nonsense")
                                .build()));
        calls.forEach(call -> assertProblem(call, Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID"));
    }

    @Test
    void positionsBeyondTheHeadAreRefused() {
        alice.send(thread, "The only one");
        invalid(() -> alice.markRead(thread, 0), "sequence", "int64.gte");
        invalid(
                () -> alice.messages()
                        .listMessages(ListMessagesRequest.newBuilder()
                                .setThreadId(thread)
                                .setAfterSequence(-1)
                                .build()),
                "after_sequence",
                "int64.gte");
        List<ThrowingCallable> calls = List.of(
                () -> alice.markRead(thread, 2),
                () -> alice.messages()
                        .listMessages(ListMessagesRequest.newBuilder()
                                .setThreadId(thread)
                                .setAfterSequence(2)
                                .build()),
                () -> alice.messages()
                        .watchThread(WatchThreadRequest.newBuilder()
                                .setThreadId(thread)
                                .setAfterSequence(Long.MAX_VALUE)
                                .build())
                        .next());
        for (ThrowingCallable call : calls) {
            var refused = assertProblem(call, Code.OUT_OF_RANGE, "SEQUENCE_BEYOND_HEAD");
            assertThat(errorInfo(refused).getMetadataMap()).containsEntry("head", "1");
        }
    }

    @Test
    void unknownAndForeignThreadsAreIndistinguishable() {
        alice.send(thread, "Between the two of us");
        String foreign = bob.direct(User.newId("carol"));
        List<Consumer<String>> calls = List.of(
                id -> alice.send(id, "Hello?"),
                alice::history,
                alice::cursors,
                id -> alice.markRead(id, 1),
                alice::row,
                alice::explain,
                id -> alice.threads()
                        .getThread(GetThreadRequest.newBuilder().setThreadId(id).build()),
                id -> alice.participants()
                        .listParticipants(ListParticipantsRequest.newBuilder()
                                .setThreadId(id)
                                .build()),
                id -> alice.messages()
                        .watchThread(
                                WatchThreadRequest.newBuilder().setThreadId(id).build())
                        .next());
        for (Consumer<String> call : calls) {
            assertThat(denial(call, foreign)).isEqualTo(denial(call, "thr_unknown"));
        }
    }

    /// Returns everything that the caller learns, except the id that the caller named.
    private static String denial(Consumer<String> call, String id) {
        var denied = assertProblem(() -> call.accept(id), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        return (denied.getStatus() + " " + errorInfo(denied)).replace(id, "ID");
    }

    @Test
    void threadHasAtMostThreeHundredParticipants() {
        var crowd = IntStream.range(0, 301)
                .mapToObj(i -> ParticipantDraft.newBuilder()
                        .setUserId("usr_crowd_" + i)
                        .build())
                .toList();
        var request = CreateThreadRequest.newBuilder()
                .setRequestId(User.newRequestId())
                .setKind(ThreadKind.THREAD_KIND_CHAT);
        invalid(
                () -> alice.threads()
                        .createThread(request.clone().addAllParticipants(crowd).build()),
                "participants",
                "repeated.max_items");
        invalid(
                () -> alice.threads()
                        .createThread(request.clone()
                                .addAllParticipants(crowd.subList(0, 300))
                                .build()),
                "participants",
                "participants.count");
        var full = alice.threads()
                .createThread(request.clone()
                        .addAllParticipants(crowd.subList(0, 299))
                        .build())
                .getThread();
        assertThat(full.getParticipantCount()).isEqualTo(300);
        assertProblem(
                () -> alice.participants()
                        .addParticipants(AddParticipantsRequest.newBuilder()
                                .setThreadId(full.getThreadId())
                                .setRequestId(User.newRequestId())
                                .addParticipants(crowd.getLast())
                                .build()),
                Code.FAILED_PRECONDITION,
                "THREAD_FULL");
    }

    @Test
    void directThreadNeedsAnotherUser() {
        assertProblem(
                () -> alice.threads()
                        .getOrCreateDirectThread(GetOrCreateDirectThreadRequest.newBuilder()
                                .setUserId(alice.userId())
                                .build()),
                Code.INVALID_ARGUMENT,
                "SELF_NOT_ALLOWED");
    }
}
