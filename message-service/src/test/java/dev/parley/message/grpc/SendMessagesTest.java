package dev.parley.message.grpc;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
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
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class SendMessagesTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final Wire WIRE = new Wire(Map.of());

    @AfterAll
    static void stop() {
        WIRE.close();
    }

    private static SendMessagesRequest send(SendMessageRequest request) {
        return SendMessagesRequest.newBuilder().setSend(request).build();
    }

    private static String reason(SendMessagesResponse response) throws InvalidProtocolBufferException {
        return response.getError().getDetails(0).unpack(ErrorInfo.class).getReason();
    }

    @Test
    void resultsComeAsWritesCommitAndKeepTheOrderOfEachThread() {
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
    void refusedSendsGiveAResultAndTheStreamGoesOn() throws Exception {
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
    void resultsThatAreNotReadStopTheReadingOfSends() {
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
                .as("those in flight, and those whose results wait on the way")
                .isBetween((long) SendWindow.SENDS, 4L * SendWindow.SENDS);
        results.request(count);
        assertThat(results.awaitEnd()).isNull();
        assertThat(results.received()).hasSize(count).allMatch(SendMessagesResponse::hasSent);
    }

    /// The head of a thread once it has not grown for a second.
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
    void shutdownAnswersWhatIsInFlightAndEndsTheStream() {
        Wire ending = new Wire(Map.of());
        String thread = ending.thread(ALICE, BOB);
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        StreamObserver<SendMessagesRequest> sends = ending.asyncAs(ALICE).sendMessages(results);
        sends.onNext(send(Wire.text(thread, "request-1", "Before")));
        results.await(SendMessagesResponse::hasSent);
        ending.service.context().close();
        var end = results.awaitEnd();
        assertThat(end).isNotNull();
        assertProblem(end, Code.UNAVAILABLE, "SHUTTING_DOWN");
        ending.close();
    }

    @Test
    void streamNeedsAUser() {
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        MessageServiceGrpc.newStub(WIRE.service.asService("x", "message.fence")).sendMessages(results);
        var end = results.awaitEnd();
        assertThat(end).isNotNull();
        assertThat(end.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
    }
}
