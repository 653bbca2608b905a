package dev.parley.platform.feed;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.badRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.MessageRef;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.WatchThreadResponse;
import io.grpc.Status.Code;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A bad request does not end the connection that it shares with feeds.
class FeedBesideBadRequestsTest {

    @ParameterizedTest
    @ValueSource(ints = {60, 100, 200, 1_000})
    void feedSurvivesAListOfWrongIdsOnItsConnection(int count) throws IOException {
        var request = BatchGetMessagesRequest.newBuilder();
        for (int i = 0; i < count; i++) {
            request.addRefs(MessageRef.newBuilder().setThreadId("wrong ä " + i).setMessageId("wrong € " + i));
        }
        try (var feed = FeedUnderTest.start()) {
            var stream = feed.watch();
            stream.await(WatchThreadResponse::hasCaughtUp);
            var failure = assertProblem(
                    () -> MessageServiceGrpc.newBlockingStub(feed.channel()).batchGetMessages(request.build()),
                    Code.INVALID_ARGUMENT,
                    "REQUEST_INVALID");
            assertThat(badRequest(failure).getFieldViolationsCount()).isBetween(1, 10);

            feed.source.append(1, "still here");
            feed.hint();
            stream.await(WatchThreadResponse::hasItem);
        }
    }
}
