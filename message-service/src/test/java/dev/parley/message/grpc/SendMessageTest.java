package dev.parley.message.grpc;

import static dev.parley.message.grpc.Wire.text;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.badRequest;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.send.Unscreened;
import dev.parley.message.v1.FenceServiceGrpc;
import dev.parley.message.v1.FenceStatus;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageKind;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.SetFenceRequest;
import dev.parley.safety.v1.Decision;
import dev.parley.safety.v1.SendDraft;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SendMessageTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final Wire WIRE = new Wire(Map.of());

    @AfterAll
    static void stop() {
        WIRE.close();
    }

    @AfterEach
    void safetyIsBack() {
        WIRE.safety.setDown(false);
    }

    private static List<Message> history(String user, String thread) {
        return WIRE.as(user)
                .listMessages(
                        ListMessagesRequest.newBuilder().setThreadId(thread).build())
                .getMessagesList();
    }

    @Test
    void sendsAreAtDensePositionsWithWhatWasSent() {
        String thread = WIRE.thread(ALICE, BOB);
        SendMessageResponse first = WIRE.as(ALICE).sendMessage(text(thread, "Hello"));
        Message second = WIRE.send(BOB, thread, "Hi\n\tthere 🎉");
        assertThat(first.getMessage().getSequence()).isEqualTo(1);
        assertThat(first.getMessage().getOrdinal()).isEqualTo(1);
        assertThat(first.getMessage().getSenderId()).isEqualTo(ALICE);
        assertThat(first.getMessage().getKind()).isEqualTo(MessageKind.MESSAGE_KIND_TEXT);
        assertThat(first.getVerdict().getDecision()).isEqualTo(Decision.DECISION_ALLOW);
        assertThat(first.getReplayed()).isFalse();
        assertThat(second.getSequence()).isEqualTo(2);
        assertThat(history(ALICE, thread)).containsExactly(first.getMessage(), second);
    }

    @Test
    void repeatedRequestIdReturnsTheFirstResult() {
        String thread = WIRE.thread(ALICE, BOB);
        SendMessageRequest request = text(thread, "request-1", "Once");
        Message first = WIRE.as(ALICE).sendMessage(request).getMessage();
        SendMessageResponse again = WIRE.as(ALICE).sendMessage(request);
        assertThat(again.getMessage()).isEqualTo(first);
        assertThat(again.getReplayed()).isTrue();
        assertThat(history(ALICE, thread)).hasSize(1);
        assertThat(WIRE.as(BOB).sendMessage(request).getMessage().getSequence())
                .as("another sender's request id is another message")
                .isEqualTo(2);
    }

    @Test
    void repeatedRequestIdWithOtherContentIsRefusedAndWritesNothing() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.as(ALICE).sendMessage(text(thread, "request-2", "One"));
        var refused = assertProblem(
                () -> WIRE.as(ALICE).sendMessage(text(thread, "request-2", "Two")),
                Code.ALREADY_EXISTS,
                "REQUEST_ID_REUSED");
        assertThat(errorInfo(refused).getMetadataMap()).containsEntry("request_id", "request-2");
        assertThat(history(ALICE, thread)).hasSize(1);
    }

    @Test
    void sameRequestFromEightCallersAtOnceIsOneMessage() throws Exception {
        String thread = WIRE.thread(ALICE, BOB);
        SendMessageRequest request = text(thread, "request-3", "Race");
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<SendMessageResponse> send = () -> WIRE.as(ALICE).sendMessage(request);
            var responses =
                    callers.invokeAll(IntStream.range(0, 8).mapToObj(i -> send).toList());
            for (var response : responses) {
                assertThat(response.get().getMessage().getSequence()).isEqualTo(1);
            }
        }
        assertThat(history(ALICE, thread)).hasSize(1);
    }

    @Test
    void replyNamesAMessageOfTheSameThread() {
        String thread = WIRE.thread(ALICE, BOB);
        String other = WIRE.thread(ALICE, BOB);
        Message target = WIRE.send(ALICE, thread, "Question?");
        Message reply = WIRE.as(BOB)
                .sendMessage(text(thread, "Answer.").toBuilder()
                        .setReplyToMessageId(target.getMessageId())
                        .build())
                .getMessage();
        assertThat(reply.getReplyToMessageId()).isEqualTo(target.getMessageId());
        assertProblem(
                () -> WIRE.as(BOB)
                        .sendMessage(text(other, "Answer.").toBuilder()
                                .setReplyToMessageId(target.getMessageId())
                                .build()),
                Code.NOT_FOUND,
                "MESSAGE_NOT_FOUND");
    }

    @Test
    void sendToForeignOrUnknownThreadIsDenied() {
        String thread = WIRE.thread(ALICE, BOB);
        assertProblem(
                () -> WIRE.as("usr_mallory").sendMessage(text(thread, "Hi")),
                Code.PERMISSION_DENIED,
                "THREAD_ACCESS_DENIED");
        assertProblem(
                () -> WIRE.as(ALICE).sendMessage(text("thr_unknown", "Hi")),
                Code.PERMISSION_DENIED,
                "THREAD_ACCESS_DENIED");
    }

    @Test
    void sendIntoClosedThreadIsRefused() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.fence(thread, 2, FenceStatus.FENCE_STATUS_LOCKED, ALICE, BOB);
        assertProblem(() -> WIRE.as(ALICE).sendMessage(text(thread, "Hi")), Code.FAILED_PRECONDITION, "THREAD_LOCKED");
        WIRE.fence(thread, 3, FenceStatus.FENCE_STATUS_ARCHIVED, ALICE, BOB);
        assertProblem(
                () -> WIRE.as(ALICE).sendMessage(text(thread, "Hi")), Code.FAILED_PRECONDITION, "THREAD_ARCHIVED");
        WIRE.fence(thread, 4, ALICE, BOB);
        assertThat(WIRE.send(ALICE, thread, "Hi").getSequence()).isEqualTo(1);
    }

    @Test
    void blockStopsBothAndRemovalStopsOne() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.fence(thread, 2, ALICE, BOB + "!");
        for (String user : List.of(ALICE, BOB)) {
            assertProblem(
                    () -> WIRE.as(user).sendMessage(text(thread, "Hi")), Code.PERMISSION_DENIED, "CONTACT_NOT_ALLOWED");
        }
        WIRE.fence(thread, 3, ALICE);
        assertProblem(
                () -> WIRE.as(BOB).sendMessage(text(thread, "Hi")), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
    }

    @Test
    void oldFenceChangesNothing() {
        String thread = WIRE.thread(ALICE, BOB);
        assertThat(WIRE.fence(thread, 5, ALICE, BOB)).isEqualTo(5);
        assertThat(WIRE.fence(thread, 4, ALICE)).isEqualTo(5);
        assertThat(WIRE.send(BOB, thread, "Still here").getSequence()).isEqualTo(1);
    }

    @Test
    void joinsAndLeavesAreToldInTheLog() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.fence(thread, 2, ALICE, BOB, "usr_carol");
        WIRE.fence(thread, 3, ALICE, "usr_carol");
        List<Message> history = history(ALICE, thread);
        assertThat(history).hasSize(2).allMatch(message -> message.getKind() == MessageKind.MESSAGE_KIND_SYSTEM);
        assertThat(history.get(0).getSystemNotice().getParticipantsJoined().getUserIdsList())
                .containsExactly("usr_carol");
        assertThat(history.get(1).getSystemNotice().getParticipantsLeft().getUserIdsList())
                .containsExactly(BOB);
        assertThat(history).allMatch(message -> message.getOrdinal() == 0);
    }

    @Test
    void refusedContentNamesPolicyAndSpan() {
        String thread = WIRE.thread(ALICE, BOB);
        StatusRuntimeException refused = assertProblem(
                () -> WIRE.as(ALICE).sendMessage(text(thread, "a forbidden word")),
                Code.INVALID_ARGUMENT,
                "CONTENT_REJECTED");
        assertThat(errorInfo(refused).getMetadataMap())
                .containsEntry("policy", "test-policy")
                .containsEntry("start", "2")
                .containsEntry("end", "11");
        assertThat(history(ALICE, thread)).isEmpty();
    }

    @Test
    void safetySeesTheCounterpartAndTheFirstContact() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, thread, "First");
        WIRE.send(ALICE, thread, "Second");
        List<SendDraft> seen = WIRE.safety.seen().stream()
                .filter(draft -> draft.getThreadId().equals(thread))
                .toList();
        assertThat(seen).extracting(SendDraft::getFirstContact).containsExactly(true, false);
        assertThat(seen).extracting(SendDraft::getCounterpartId).containsOnly(BOB);
    }

    @Test
    void withoutSafetyFirstContactFailsAndEstablishedThreadsGoOn() {
        String established = WIRE.thread(ALICE, BOB);
        String fresh = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, established, "Before");
        WIRE.safety.setDown(true);
        assertProblem(() -> WIRE.as(ALICE).sendMessage(text(fresh, "Hi")), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");
        SendMessageResponse sent = WIRE.as(ALICE).sendMessage(text(established, "forbidden, but who knows"));
        assertThat(sent.getVerdict().getDecision()).isEqualTo(Decision.DECISION_UNSPECIFIED);
        assertThat(isUnscreened(sent.getMessage())).isTrue();
        WIRE.safety.setDown(false);
        Awaitility.await().until(() -> !isUnscreened(sent.getMessage()));
        assertThat(WIRE.safety.seen())
                .filteredOn(draft -> draft.getText().startsWith("forbidden, but"))
                .as("what safety was asked afterwards, once")
                .singleElement()
                .satisfies(draft -> assertThat(draft.getFirstContact()).isFalse());
        assertThat(history(BOB, established))
                .as("a refusal afterwards changes no log")
                .contains(sent.getMessage());
    }

    /// Whether the message is among those that safety is to be asked about.
    private static boolean isUnscreened(Message message) {
        return WIRE.service.bean(Unscreened.class).unscreened(10_000).stream()
                .anyMatch(frame -> frame.messageId().value().equals(message.getMessageId()));
    }

    @Test
    void malformedSendsNameFieldAndRule() {
        String thread = WIRE.thread(ALICE, BOB);
        SendMessageRequest good = text(thread, "Hello");
        assertInvalid(good.toBuilder().setThreadId("nonsense").build(), "thread_id");
        assertInvalid(good.toBuilder().setRequestId("short").build(), "request_id");
        assertInvalid(good.toBuilder().clearText().build(), "content");
        assertInvalid(good.toBuilder().setText("").build(), "text");
        assertInvalid(good.toBuilder().setText("🎉".repeat(10_001)).build(), "text");
        assertInvalid(good.toBuilder().setReplyToMessageId("thr_x").build(), "reply_to_message_id");
        assertThat(WIRE.as(ALICE)
                        .sendMessage(
                                good.toBuilder().setText("🎉".repeat(10_000)).build())
                        .getMessage()
                        .getSequence())
                .isEqualTo(1);
    }

    private static void assertInvalid(SendMessageRequest request, String field) {
        var refused =
                assertProblem(() -> WIRE.as(ALICE).sendMessage(request), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertThat(badRequest(refused).getFieldViolationsList()).anySatisfy(violation -> {
            assertThat(violation.getField()).isEqualTo(field);
            assertThat(violation.getDescription()).isNotEmpty();
        });
    }

    @Test
    void fenceIsForServicesWithTheScope() {
        var request = SetFenceRequest.newBuilder().build();
        assertProblem(
                () -> FenceServiceGrpc.newBlockingStub(WIRE.service.as(ALICE)).setFence(request),
                Code.PERMISSION_DENIED,
                "SCOPE_MISSING");
        assertProblem(
                () -> FenceServiceGrpc.newBlockingStub(WIRE.service.asService("x", "safety.screen"))
                        .setFence(request),
                Code.PERMISSION_DENIED,
                "SCOPE_MISSING");
    }
}
