package dev.parley.message.grpc.send;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.badRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.ErrorInfo;
import dev.parley.message.grpc.RunningService;
import dev.parley.message.grpc.Wire;
import dev.parley.message.v1.AttachmentDraft;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.ListMessagesResponse;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.TestTokens;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
final class SendMessagesTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final Wire WIRE = Wire.shared();

    private static SendMessagesRequest send(SendMessageRequest request) {
        return SendMessagesRequest.newBuilder().setSend(request).build();
    }

    private static String reason(SendMessagesResponse response) throws InvalidProtocolBufferException {
        return response.getError().getDetails(0).unpack(ErrorInfo.class).getReason();
    }

    @Test
    void resultsArriveAsWritesCommitAndKeepTheOrderOfEachThread() {
        String one = WIRE.thread(ALICE, BOB);
        String two = WIRE.thread(ALICE, BOB);
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        StreamObserver<SendMessagesRequest> sends = WIRE.asyncAs(ALICE).sendMessages(results);
        int count = 3000;
        for (int i = 0; i < count; i++) {
            sends.onNext(send(Wire.text(i % 2 == 0 ? one : two, "stream-%05d".formatted(i), "Message " + i)));
        }
        sends.onCompleted();
        assertThat(results.awaitEnd()).isNull();
        assertThat(results.received()).hasSize(count).allMatch(SendMessagesResponse::hasSent);
        Map<String, Message> sent = results.received().stream()
                .collect(Collectors.toMap(
                        SendMessagesResponse::getRequestId,
                        response -> response.getSent().getMessage()));
        for (int i = 0; i < count; i++) {
            assertThat(sent.get("stream-%05d".formatted(i)).getSequence()).isEqualTo(i / 2 + 1);
        }
    }

    @Test
    void refusedSendsGetAResultAndTheStreamContinues() throws Exception {
        String thread = WIRE.thread(ALICE, BOB);
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        StreamObserver<SendMessagesRequest> sends = WIRE.asyncAs(ALICE).sendMessages(results);
        sends.onNext(send(Wire.text(thread, "request-a", "Good")));
        sends.onNext(send(Wire.text(thread, "bad id", "Bad")));
        sends.onNext(send(Wire.text(thread, "request-b", "forbidden")));
        sends.onNext(send(Wire.text("thr_unknown", "request-c", "Where?")));
        sends.onNext(send(Wire.text(thread, "request-a", "Good")));
        sends.onNext(send(Wire.text(thread, "request-a", "Other")));
        sends.onNext(SendMessagesRequest.getDefaultInstance());
        sends.onNext(send(Wire.text(thread, "request-d", "Last")));
        sends.onCompleted();
        assertThat(results.awaitEnd()).isNull();
        List<SendMessagesResponse> all = results.received();
        assertThat(all).hasSize(8);
        assertThat(all.stream()
                        .filter(SendMessagesResponse::hasSent)
                        .map(r -> r.getSent().getMessage().getSequence()))
                .containsExactlyInAnyOrder(1L, 1L, 2L);
        for (var response : all.stream().filter(SendMessagesResponse::hasError).toList()) {
            String expected = switch (response.getRequestId()) {
                case "bad id", "" -> "REQUEST_INVALID";
                case "request-b" -> "CONTENT_REJECTED";
                case "request-c" -> "THREAD_ACCESS_DENIED";
                case "request-a" -> "REQUEST_ID_REUSED";
                default -> "nothing else fails";
            };
            assertThat(reason(response)).isEqualTo(expected);
        }
        assertThat(page(thread, 0).getMessagesList())
                .extracting(Message::getText)
                .containsExactly("Good", "Last");
    }

    @Test
    void unreadResultsStopTheReadingOfSends() {
        String thread = WIRE.thread(ALICE, BOB);
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.stalled();
        StreamObserver<SendMessagesRequest> sends = WIRE.asyncAs(ALICE).sendMessages(results);
        String body = "x".repeat(2000);
        int count = 20_000;
        IntStream.range(0, count)
                .forEach(i -> sends.onNext(send(Wire.text(thread, "stalled-%06d".formatted(i), body))));
        sends.onCompleted();
        results.request(1);
        results.await(SendMessagesResponse::hasSent);
        assertThat(settledHead(thread))
                .as("sends in flight, and sends whose results are in transit")
                .isBetween((long) SendWindow.SENDS, 4L * SendWindow.SENDS);
        results.request(count);
        assertThat(results.awaitEnd()).isNull();
        assertThat(results.received()).hasSize(count).allMatch(SendMessagesResponse::hasSent);
    }

    /// Returns the head of a thread once it has not moved for a second.
    private static long settledHead(String thread) {
        var last = new AtomicLong();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> head(thread) >= SendWindow.SENDS);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .during(Duration.ofSeconds(1))
                .until(() -> {
                    long now = head(thread);
                    return last.getAndSet(now) == now;
                });
        return last.get();
    }

    private static long head(String thread) {
        return page(thread, 1).getHead().getSequence();
    }

    private static ListMessagesResponse page(String thread, int size) {
        return WIRE.as(BOB)
                .listMessages(ListMessagesRequest.newBuilder()
                        .setThreadId(thread)
                        .setPageSize(size)
                        .build());
    }

    @Test
    void expiryOfTheTokenEndsTheStreamAndNothingLaterIsSent() {
        String thread = WIRE.thread(ALICE, BOB);
        Duration lifetime = Duration.ofSeconds(3);
        String token = TestTokens.endingAfter(ALICE, lifetime);
        Instant over = Instant.now().plus(lifetime);
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        StreamObserver<SendMessagesRequest> sends =
                MessageServiceGrpc.newStub(WIRE.service.with(token)).sendMessages(results);
        sends.onNext(send(Wire.text(thread, "request-1", "In time")));
        results.await(SendMessagesResponse::hasSent);
        Awaitility.await().until(() -> Instant.now().isAfter(over));
        sends.onNext(send(Wire.text(thread, "request-2", "Too late")));
        var end = results.awaitEnd();
        assertThat(end).isNotNull();
        assertProblem(end, Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
        assertThat(results.received()).hasSize(1);
        assertThat(page(thread, 0).getMessagesList())
                .extracting(Message::getText)
                .containsExactly("In time");
    }

    @Test
    void streamNeedsAUser() {
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        MessageServiceGrpc.newStub(WIRE.service.asService("x", "message.fence")).sendMessages(results);
        var end = results.awaitEnd();
        assertThat(end).isNotNull();
        assertThat(end.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
    }

    /// Opens a stream of a service on its own behalf.
    private static StreamObserver<SendMessagesRequest> asService(
            RecordedStream<SendMessagesRequest, SendMessagesResponse> results) {
        return MessageServiceGrpc.newStub(WIRE.service.asService("bff", "act-as-user"))
                .sendMessages(results);
    }

    private static SendMessagesRequest sendOf(String user, SendMessageRequest request) {
        return send(request).toBuilder().setActingUserId(user).build();
    }

    @Test
    void serviceNamesTheActingUserOfEachSend() {
        String thread = WIRE.thread(ALICE, BOB);
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        StreamObserver<SendMessagesRequest> sends = asService(results);
        sends.onNext(sendOf(ALICE, Wire.text(thread, "request-1", "From Alice")));
        sends.onNext(sendOf(BOB, Wire.text(thread, "request-1", "From Bob")));
        sends.onNext(send(Wire.text(thread, "request-2", "From nobody")));
        sends.onNext(sendOf("alice", Wire.text(thread, "request-3", "From something else")));
        sends.onNext(sendOf("usr_mallory", Wire.text(thread, "request-4", "From a stranger")));
        sends.onCompleted();
        assertThat(results.awaitEnd()).isNull();
        assertThat(WIRE.history(ALICE, thread))
                .extracting(Message::getSenderId, Message::getText)
                .containsExactly(tuple(ALICE, "From Alice"), tuple(BOB, "From Bob"));
        assertThat(results.received())
                .extracting(SendMessagesResponse::getRequestId, SendMessagesResponse::getActingUserId)
                .containsExactlyInAnyOrder(
                        tuple("request-1", ALICE),
                        tuple("request-1", BOB),
                        tuple("request-2", ""),
                        tuple("request-3", "alice"),
                        tuple("request-4", "usr_mallory"));
        assertThat(problems(results))
                .containsEntry("request-2", "REQUEST_INVALID acting_user_id")
                .containsEntry("request-3", "REQUEST_INVALID acting_user_id")
                .containsEntry("request-4", "THREAD_ACCESS_DENIED")
                .hasSize(3);
        assertThat(ruleOf(results, "request-2")).isEqualTo("acting_user_id.required");
        assertThat(ruleOf(results, "request-3")).isEqualTo("string.user_id");
    }

    @Test
    void callWithAnActingUserMustNotNameOneInASend() {
        String thread = WIRE.thread(ALICE, BOB);
        for (var channel : List.of(WIRE.service.as(ALICE), WIRE.service.asServiceFor(ALICE, "bff", "act-as-user"))) {
            RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
            StreamObserver<SendMessagesRequest> sends =
                    MessageServiceGrpc.newStub(channel).sendMessages(results);
            sends.onNext(sendOf(ALICE, Wire.text(thread, "request-1", "Named twice")));
            sends.onNext(send(Wire.text(thread, "request-2", "By the call")));
            sends.onCompleted();
            assertThat(results.awaitEnd()).isNull();
            assertThat(problems(results)).containsExactly(Map.entry("request-1", "REQUEST_INVALID acting_user_id"));
        }
        assertThat(WIRE.history(BOB, thread)).extracting(Message::getSenderId).containsExactly(ALICE);
    }

    @Test
    void unknownFieldsAndFeaturesAreTheResultOfTheirSend() {
        String thread = WIRE.thread(ALICE, BOB);
        var unknown = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        StreamObserver<SendMessagesRequest> sends = WIRE.asyncAs(ALICE).sendMessages(results);
        sends.onNext(send(Wire.text(thread, "request-1", "Newer send").toBuilder()
                .setUnknownFields(unknown)
                .build()));
        sends.onNext(send(Wire.text(thread, "request-2", "Newer element")).toBuilder()
                .setUnknownFields(unknown)
                .build());
        sends.onNext(send(Wire.text(thread, "request-3", "A picture").toBuilder()
                .addAttachments(AttachmentDraft.newBuilder().setFileId("fil_1"))
                .build()));
        sends.onNext(send(Wire.text(thread, "request-4", "x".repeat(1_000_000))));
        sends.onNext(send(Wire.text(thread, "request-5", "Plain")));
        sends.onCompleted();
        assertThat(results.awaitEnd()).isNull();
        assertThat(problems(results))
                .isEqualTo(Map.of(
                        "request-1", "FIELD_UNKNOWN send.#99",
                        "request-2", "FIELD_UNKNOWN #99",
                        "request-3", "FEATURE_NOT_AVAILABLE",
                        "request-4", "REQUEST_INVALID text"));
        assertThat(WIRE.history(BOB, thread)).extracting(Message::getText).containsExactly("Plain");
    }

    /// Returns the reason and the field of each refused send, by request id.
    private static Map<String, String> problems(RecordedStream<?, SendMessagesResponse> results) {
        return results.received().stream()
                .filter(SendMessagesResponse::hasError)
                .collect(Collectors.toMap(SendMessagesResponse::getRequestId, SendMessagesTest::problem));
    }

    private static String problem(SendMessagesResponse response) {
        try {
            var info = response.getError().getDetails(0).unpack(ErrorInfo.class);
            return (info.getReason() + " " + info.getMetadataOrDefault("field", "")).strip();
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
    }

    /// Returns the rule that a send broke.
    private static String ruleOf(RecordedStream<?, SendMessagesResponse> results, String request) {
        com.google.rpc.Status error = results.received().stream()
                .filter(response -> response.getRequestId().equals(request))
                .findFirst()
                .orElseThrow()
                .getError();
        return badRequest(StatusProto.toStatusRuntimeException(error))
                .getFieldViolations(0)
                .getReason();
    }
}
