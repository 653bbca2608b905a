package dev.parley.platform.feed;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Feeds that wait for their turn to be read while the store is slow or does not answer, on the wire.
@Timeout(90)
class FeedWaitTest {

    /// A reader takes a feed that is silent for longer as dead.
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(12);

    private final Semaphore answers = new Semaphore(0);
    private final AtomicBoolean hangs = new AtomicBoolean(true);
    private FeedUnderTest feed;

    @BeforeEach
    void start() throws Exception {
        feed = FeedUnderTest.reading(1);
        feed.source.append(3, "text");
        feed.source.begin = () -> {
            hang(Duration.ofSeconds(30));
            return 0;
        };
    }

    @AfterEach
    void stop() {
        answers.release(1_000);
        feed.close();
    }

    private void hang(Duration most) {
        try {
            if (hangs.get()) {
                answers.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void feedsThatWaitBehindSlowStartsAreNeverSilentForLong() {
        feed.source.begin = () -> {
            hang(Duration.ofSeconds(4));
            return 0;
        };
        long opened = System.nanoTime();
        List<RecordedStream<WatchThreadRequest, WatchThreadResponse>> readers = open(20);

        for (var reader : readers) {
            reader.awaitAll(all -> !all.isEmpty());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - opened)).isLessThan(LONGEST_SILENCE);
        assertThat(readers.getLast().received().getFirst().hasWaiting()).isTrue();
        hangs.set(false);
        answers.release(20);
        readers.forEach(reader -> reader.await(WatchThreadResponse::hasCaughtUp));
    }

    @Test
    void feedsThatWaitForAStoreThatDoesNotAnswerEndTogether() {
        long opened = System.nanoTime();
        List<RecordedStream<WatchThreadRequest, WatchThreadResponse>> readers = open(200);
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> feed.feeds.count() == 1);

        assertThat(Duration.ofNanos(System.nanoTime() - opened)).isLessThan(Duration.ofSeconds(10));
        answers.release(1);
        List<StatusAndElements> ends = new ArrayList<>();
        readers.forEach(reader -> ends.add(StatusAndElements.of(reader)));
        assertThat(ends.stream().filter(StatusAndElements::isLostStore)).hasSize(199);
    }

    /// The one that was being read goes on, and has no status yet.
    private record StatusAndElements(boolean isLostStore) {

        static StatusAndElements of(RecordedStream<WatchThreadRequest, WatchThreadResponse> reader) {
            reader.awaitAll(all -> reader.isOver() || all.stream().anyMatch(WatchThreadResponse::hasCaughtUp));
            if (!reader.isOver()) {
                return new StatusAndElements(false);
            }
            assertProblem(Objects.requireNonNull(reader.awaitEnd()), Code.UNAVAILABLE, "STORE_UNAVAILABLE");
            return new StatusAndElements(true);
        }
    }

    @Test
    void tokenThatExpiresWhileAFeedWaitsEndsIt() {
        feed.watch();
        Awaitility.await().until(() -> feed.feeds.count() == 1);
        var waiting = feed.watch();
        Awaitility.await().until(() -> feed.feeds.count() == 2);
        feed.clock.advance(FeedUnderTest.LIFE);

        assertProblem(Objects.requireNonNull(waiting.awaitEnd()), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
    }

    @Test
    void feedThatIsBehindAndWaitsSaysSoAndSendsNoHeartbeat() {
        hangs.set(false);
        feed.source.append(200, "text");
        feed.source.pages = (after, limit) -> {
            if (after == 0) {
                Awaitility.await().until(() -> feed.feeds.runtime().turns().waiting() == 1);
            }
            return feed.source.fromLog(after, limit);
        };
        var behind = feed.watch();
        Awaitility.await().until(() -> feed.source.calls.contains("read 0"));
        hangs.set(true);
        feed.watch();

        behind.await(WatchThreadResponse::hasWaiting);
        assertThat(behind.received()).noneMatch(WatchThreadResponse::hasHeartbeat);
        assertThat(behind.received()).noneMatch(WatchThreadResponse::hasCaughtUp);
        feed.source.pages = feed.source::fromLog;
        hangs.set(false);
        answers.release(1);
        behind.await(element -> element.getItem().getSequence() == 203);
    }

    private List<RecordedStream<WatchThreadRequest, WatchThreadResponse>> open(int count) {
        var readers = new ArrayList<RecordedStream<WatchThreadRequest, WatchThreadResponse>>();
        for (int i = 0; i < count; i++) {
            readers.add(feed.watch());
        }
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> feed.feeds.count() == count);
        return readers;
    }
}
