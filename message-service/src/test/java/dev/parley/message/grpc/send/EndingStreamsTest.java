package dev.parley.message.grpc.send;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.CloseReason;
import dev.parley.message.grpc.Wire;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.WireProblems;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How streams end because of their age, and because the server shuts down.
final class EndingStreamsTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";

    @Test
    void oldFeedEndsWithAToken() {
        try (Wire shortLived = new Wire(Map.of("parley.feed.max-age", "1s"))) {
            String thread = shortLived.thread(ALICE, BOB);
            var feed = shortLived.watch(ALICE, thread, 0);
            assertThat(feed.awaitEnd()).isNull();
            var closing = feed.await(WatchThreadResponse::hasClosing).getClosing();
            assertThat(closing.getReason()).isEqualTo(CloseReason.CLOSE_REASON_MAX_AGE);
            assertThat(closing.getResumeToken()).isNotEmpty();
        }
    }

    @Test
    void shutdownCompletesSendsInFlightAndEndsAllStreams() {
        Wire ending = new Wire(Map.of());
        String thread = ending.thread(ALICE, BOB);
        var feed = ending.watch(ALICE, thread, 0);
        feed.await(WatchThreadResponse::hasCaughtUp);
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        StreamObserver<SendMessagesRequest> sends = ending.asyncAs(ALICE).sendMessages(results);
        sends.onNext(SendMessagesRequest.newBuilder()
                .setSend(Wire.text(thread, "request-1", "Before"))
                .build());
        results.await(SendMessagesResponse::hasSent);
        ending.service.context().close();
        var endOfSends = results.awaitEnd();
        assertThat(endOfSends).isNotNull();
        assertProblem(endOfSends, Code.UNAVAILABLE, "SHUTTING_DOWN");
        var end = feed.awaitEnd();
        assertThat(end).isNotNull();
        assertProblem(end, Code.UNAVAILABLE, "SHUTTING_DOWN");
        assertThat(WireProblems.retryInfo(end).getRetryDelay().getSeconds()).isPositive();
        assertThat(feed.await(WatchThreadResponse::hasClosing).getClosing().getResumeToken())
                .isNotEmpty();
        ending.close();
    }
}
