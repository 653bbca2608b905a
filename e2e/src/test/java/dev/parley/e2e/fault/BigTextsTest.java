package dev.parley.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.e2e.process.Fleet;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.Screening;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.testing.RecordedStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Sends the largest texts as fast as a stream accepts them. The batches that services send to each other
/// must stay below the maximum request size, which applies only between separate processes.
@Tag("full")
@ResourceLock(Fleet.LOCK)
final class BigTextsTest {

    private static final int TEXTS = 200;
    private static final int LONGEST = 10_000;
    private static final int WARM_UP = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// They take one and three bytes in UTF-8.
    private static final String[] CHARACTERS = {"x", "語"};

    @Test
    void streamOfTheLargestTextsIsAcknowledgedAndScreenedCompletely() throws IOException {
        List<String> texts =
                IntStream.range(0, TEXTS).mapToObj(BigTextsTest::text).toList();
        try (var folder = ScratchFolder.create();
                var fleet = new Fleet(folder).start()) {
            User alice = fleet.as("usr_alice");
            User bob = fleet.as("usr_bob");
            warmUp(alice, alice.direct("usr_carol"));
            String thread = alice.direct(bob.userId());
            ThreadFollower feed = bob.follow(thread, 0);

            List<SendMessagesResponse> results = sendAll(alice, thread, texts);

            assertThat(results)
                    .filteredOn(SendMessagesResponse::hasError)
                    .extracting(result -> result.getError().getMessage())
                    .as("failures")
                    .isEmpty();
            assertThat(results)
                    .hasSize(TEXTS)
                    .extracting(SendMessagesResponse::getSent)
                    .as("screened by safety")
                    .extracting(SendMessageResponse::getNotice)
                    .allMatch(notice -> notice.getScreening() == Screening.SCREENING_DONE);
            assertThat(bob.history(thread)).extracting(Message::getText).isEqualTo(texts);
            feed.awaitSequence(TEXTS);
            assertThat(feed.violations()).isEmpty();
            feed.close();
        }
    }

    /// A message waits two seconds for safety, and a process that has just started does little in that time.
    private static void warmUp(User sender, String thread) {
        for (int i = 0; i < WARM_UP; i++) {
            var draft = User.draft(thread, "warm-up-%03d".formatted(i), text(i));
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> sender.messages().sendMessage(draft).hasMessage());
        }
    }

    private static List<SendMessagesResponse> sendAll(User sender, String thread, List<String> texts) {
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        var sends = MessageServiceGrpc.newStub(sender.channel()).sendMessages(results);
        for (int i = 0; i < texts.size(); i++) {
            var draft = User.draft(thread, "big-text-%03d".formatted(i), texts.get(i));
            sends.onNext(SendMessagesRequest.newBuilder().setSend(draft).build());
        }
        sends.onCompleted();
        assertThat(results.awaitEnd()).as("failure of the stream").isNull();
        return results.received();
    }

    /// Each text is different and has the maximum length.
    private static String text(int i) {
        String number = Integer.toString(i);
        return number + CHARACTERS[i % CHARACTERS.length].repeat(LONGEST - number.length());
    }
}
