package dev.parley.message.grpc.send;

import static dev.parley.message.grpc.Wire.text;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.badRequest;
import static dev.parley.platform.testing.WireProblems.detail;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.PreconditionFailure;
import dev.parley.error.v1.ContentRejection;
import dev.parley.id.ThreadId;
import dev.parley.message.grpc.RunningService;
import dev.parley.message.grpc.Wire;
import dev.parley.message.internal.v1.FenceStatus;
import dev.parley.message.v1.AttachmentDraft;
import dev.parley.message.v1.CardDraft;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageKind;
import dev.parley.message.v1.MessageState;
import dev.parley.message.v1.Screening;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import dev.parley.safety.internal.v1.SendDraft;
import dev.parley.safety.v1.Nudge;
import dev.parley.type.v1.TextSpan;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
final class SendMessageTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final Wire WIRE = Wire.shared();

    @Test
    void sendsHaveDensePositionsAndTheirContent() {
        String thread = WIRE.thread(ALICE, BOB);
        SendMessageResponse first = WIRE.as(ALICE).sendMessage(text(thread, "Hello"));
        Message second = WIRE.send(BOB, thread, "Hi\n\tthere 🎉");
        assertThat(first.getMessage().getSequence()).isEqualTo(1);
        assertThat(first.getMessage().getOrdinal()).isEqualTo(1);
        assertThat(first.getMessage().getSenderId()).isEqualTo(ALICE);
        assertThat(first.getMessage().getKind()).isEqualTo(MessageKind.MESSAGE_KIND_TEXT);
        assertThat(first.getMessage().getFallbackText()).isEqualTo("Hello");
        assertThat(first.getMessage().getState()).isEqualTo(MessageState.MESSAGE_STATE_ACTIVE);
        assertThat(first.getMessage().getUpdateSequence()).isEqualTo(1);
        assertThat(first.getMessage().getEtag()).isNotEmpty().isNotEqualTo(second.getEtag());
        assertThat(first.getNotice().getScreening()).isEqualTo(Screening.SCREENING_DONE);
        assertThat(first.getReplayed()).isFalse();
        assertThat(ConsistencyTokens.read(List.of(first.getConsistencyToken())))
                .containsExactly(Position.head(new ThreadId(thread), 1));
        assertThat(second.getSequence()).isEqualTo(2);
        assertThat(WIRE.history(ALICE, thread)).containsExactly(first.getMessage(), second);
    }

    @Test
    void repeatedRequestIdReturnsTheFirstResult() {
        String thread = WIRE.thread(ALICE, BOB);
        SendMessageRequest request = text(thread, "request-1", "Once");
        Message first = WIRE.as(ALICE).sendMessage(request).getMessage();
        SendMessageResponse again = WIRE.as(ALICE).sendMessage(request);
        assertThat(again.getMessage()).isEqualTo(first);
        assertThat(again.getReplayed()).isTrue();
        assertThat(WIRE.history(ALICE, thread)).hasSize(1);
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
        assertThat(WIRE.history(ALICE, thread)).hasSize(1);
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
        assertThat(WIRE.history(ALICE, thread)).hasSize(1);
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
        var refused = assertProblem(
                () -> WIRE.as(ALICE).sendMessage(text(thread, "Hi")), Code.FAILED_PRECONDITION, "THREAD_LOCKED");
        assertThat(detail(refused, PreconditionFailure.class).getViolations(0).getType())
                .isEqualTo("THREAD_LOCKED");
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
    void refusedContentNamesPolicyAndSpan() {
        String thread = WIRE.thread(ALICE, BOB);
        StatusRuntimeException refused = assertProblem(
                () -> WIRE.as(ALICE).sendMessage(text(thread, "a forbidden word")),
                Code.INVALID_ARGUMENT,
                "CONTENT_REJECTED");
        assertThat(errorInfo(refused).getMetadataMap()).containsEntry("policy", "test-policy");
        assertThat(detail(refused, ContentRejection.class))
                .isEqualTo(ContentRejection.newBuilder()
                        .setPolicy("test-policy")
                        .setSpan(TextSpan.newBuilder().setStart(2).setEnd(11))
                        .build());
        assertThat(WIRE.history(ALICE, thread)).isEmpty();
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
    void malformedSendsNameFieldAndRule() {
        String thread = WIRE.thread(ALICE, BOB);
        SendMessageRequest good = text(thread, "Hello");
        assertInvalid(good.toBuilder().setThreadId("nonsense").build(), "thread_id");
        assertInvalid(good.toBuilder().setRequestId("short").build(), "request_id");
        assertInvalid(good.toBuilder().clearText().build(), "");
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
    void nudgesAndMaskedPartsAreInTheNotice() {
        String thread = WIRE.thread(ALICE, BOB);
        SendMessageResponse sent = WIRE.as(ALICE).sendMessage(text(thread, "a nudge, masked"));
        assertThat(sent.getNotice().getNudgesList()).extracting(Nudge::getCode).containsExactly("test-nudge");
        assertThat(sent.getNotice().getMaskedList())
                .containsExactly(TextSpan.newBuilder().setStart(1).setEnd(2).build());
        assertThat(sent.getMessage().getText()).isEqualTo("a•nudge, masked");
        assertThat(sent.getMessage().getFallbackText()).isEqualTo("a•nudge, masked");
        assertThat(WIRE.history(BOB, thread)).containsExactly(sent.getMessage());
    }

    @Test
    void decisionThatIsNotKnownIsRefused() {
        String thread = WIRE.thread(ALICE, BOB);
        assertProblem(
                () -> WIRE.as(ALICE).sendMessage(text(thread, "a novel")), Code.INVALID_ARGUMENT, "CONTENT_REJECTED");
        assertThat(WIRE.history(ALICE, thread)).isEmpty();
    }

    @Test
    void fallbackTextIsTheStartOfTheText() {
        String thread = WIRE.thread(ALICE, BOB);
        assertThat(WIRE.send(ALICE, thread, "🎉".repeat(300)).getFallbackText()).isEqualTo("🎉".repeat(200));
    }

    @Test
    void fallbackTextBeginsWithTheFirstVisibleCharacter() {
        String thread = WIRE.thread(ALICE, BOB);
        for (String blank :
                List.of(" \n\t", "\u00a0\u3000", "\u200b\ufeff\u00ad", "\u2800\u3164\ufe0f", "\udb40\udc20")) {
            String sent = blank.repeat(250) + "Hi" + blank;
            assertThat(WIRE.send(ALICE, thread, sent).getText()).isEqualTo(sent);
            assertThat(WIRE.history(ALICE, thread).getLast().getFallbackText())
                    .as("U+%04x", blank.codePointAt(0))
                    .startsWith("Hi");
        }
    }

    @Test
    void attachmentsAndCardsAreNotAvailable() {
        String thread = WIRE.thread(ALICE, BOB);
        var picture = text(thread, "Look").toBuilder()
                .addAttachments(AttachmentDraft.newBuilder().setFileId("fil_1"))
                .build();
        var refused =
                assertProblem(() -> WIRE.as(ALICE).sendMessage(picture), Code.UNIMPLEMENTED, "FEATURE_NOT_AVAILABLE");
        assertThat(errorInfo(refused).getMetadataMap()).containsEntry("feature", "attachments");
        var card = text(thread, "").toBuilder()
                .setCard(CardDraft.newBuilder().setType("reschedule"))
                .build();
        var noCard = assertProblem(() -> WIRE.as(ALICE).sendMessage(card), Code.UNIMPLEMENTED, "FEATURE_NOT_AVAILABLE");
        assertThat(errorInfo(noCard).getMetadataMap()).containsEntry("feature", "cards");
        assertThat(WIRE.history(ALICE, thread)).isEmpty();
    }
}
