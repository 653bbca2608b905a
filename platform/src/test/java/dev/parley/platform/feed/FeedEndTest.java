package dev.parley.platform.feed;

import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_ACCESS_ENDED;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_CREDENTIALS_EXPIRED;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_INTERNAL;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_MAX_AGE;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_SHUTDOWN;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_STORE_UNAVAILABLE;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.CloseReason;
import dev.parley.feed.v1.Closing;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.PlatformProblem.PageTokenInvalid;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How a feed ends, as its reader sees it.
public class FeedEndTest {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private FeedUnderTest feed;

    @BeforeEach
    void start() throws IOException {
        feed = FeedUnderTest.start();
        feed.source.begin = () -> 7;
    }

    @AfterEach
    void stop() {
        feed.close();
    }

    @Test
    void internalErrorEndsTheFeedWithACallIdAndNoDetail() {
        pagesThrow(new IllegalStateException("the secret of the store"));
        var stream = feed.watch();
        StatusRuntimeException failure = assertProblem(ended(stream), Code.INTERNAL, "INTERNAL");

        assertThat(errorInfo(failure).getMetadataOrThrow("call_id")).hasSize(36);
        assertThat(failure.getStatus().getDescription()).doesNotContain("secret");
        assertClosing(stream, CLOSE_REASON_INTERNAL, 1_000, 5_000);
    }

    @Test
    void errorOfTheJvmEndsTheFeedAsAnInternalError() {
        feed.source.pages = (after, limit) -> {
            throw new StackOverflowError();
        };
        assertProblem(ended(feed.watch()), Code.INTERNAL, "INTERNAL");
        awaitClosed();
    }

    @Test
    void storeOutageEndsTheFeedWithATokenToResumeFrom() {
        pagesThrow(new StoreUnavailable(RETRY));
        var stream = feed.watch();
        assertProblem(ended(stream), Code.UNAVAILABLE, "STORE_UNAVAILABLE");

        assertClosing(stream, CLOSE_REASON_STORE_UNAVAILABLE, 500, 3_000);
    }

    @Test
    void outageOfADependencyDoesNotEndAccess() {
        pagesThrow(new DependencyUnavailable("message", RETRY));
        var stream = feed.watch();
        assertProblem(ended(stream), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");

        assertClosing(stream, CLOSE_REASON_STORE_UNAVAILABLE, 500, 3_000);
    }

    @Test
    void lostAccessEndsTheFeedWithoutAToken() {
        pagesThrow(new ScopeMissing("nothing any more"));
        var stream = feed.watch();
        assertProblem(ended(stream), Code.PERMISSION_DENIED, "SCOPE_MISSING");

        Closing closing = stream.received().getLast().getClosing();
        assertThat(closing.getReason()).isEqualTo(CLOSE_REASON_ACCESS_ENDED);
        assertThat(closing.getResumeToken()).isEmpty();
        assertThat(closing.hasRetryDelay()).isFalse();
    }

    @Test
    void problemAtTheBeginningEndsTheCallWithoutClosing() {
        feed.source.begin = () -> {
            throw new PageTokenInvalid("resume_token").exception();
        };
        var stream = feed.watch();
        assertProblem(ended(stream), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");

        assertThat(stream.received()).isEmpty();
        awaitClosed();
    }

    @Test
    void feedEndsWithTheCredentialsOfItsReader() {
        var stream = caughtUp();
        feed.clock.advance(FeedUnderTest.LIFE);
        assertProblem(ended(stream), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");

        Closing closing = stream.received().getLast().getClosing();
        assertThat(closing.getReason()).isEqualTo(CLOSE_REASON_CREDENTIALS_EXPIRED);
        assertThat(closing.getResumeToken()).isEqualTo("after-7");
    }

    @Test
    void oldFeedEndsWithStatusOk() throws IOException {
        feed.close();
        feed = FeedUnderTest.start(Duration.ofSeconds(4), Duration.ofSeconds(10));
        feed.source.begin = () -> 7;
        var stream = caughtUp();
        feed.clock.advance(Duration.ofSeconds(11));

        assertThat(stream.awaitEnd()).isNull();
        assertClosing(stream, CLOSE_REASON_MAX_AGE, 100, 1_000);
    }

    @Test
    void shutdownDisconnectsReadersWithDifferentDelays() {
        var stream = caughtUp();
        feed.feeds.closeAll();
        assertProblem(ended(stream), Code.UNAVAILABLE, "SHUTTING_DOWN");

        assertClosing(stream, CLOSE_REASON_SHUTDOWN, 500, 3_000);
        awaitClosed();
    }

    @Test
    void feedWhoseSourceWasNotComparedForFiveSecondsEnds() {
        var stream = caughtUp();
        feed.source.comparedAt = secondsAgo(6);
        assertProblem(ended(stream), Code.UNAVAILABLE, "STORE_UNAVAILABLE");

        assertClosing(stream, CLOSE_REASON_STORE_UNAVAILABLE, 500, 3_000);
    }

    @Test
    void readerThatDisconnectsEndsTheWatchingOfItsSource() {
        caughtUp().cancel();

        awaitClosed();
    }

    @Test
    void sourceThatCannotCreateItsTokenStillEndsTheCall() {
        var stream = caughtUp();
        feed.source.tokens = position -> {
            throw new IllegalStateException("no token");
        };
        feed.feeds.closeAll();

        assertProblem(ended(stream), Code.INTERNAL, "INTERNAL");
        awaitClosed();
    }

    private RecordedStream<?, WatchThreadResponse> caughtUp() {
        var stream = feed.watch();
        stream.await(WatchThreadResponse::hasCaughtUp);
        return stream;
    }

    public static java.util.function.LongSupplier secondsAgo(long seconds) {
        return () -> System.nanoTime() - Duration.ofSeconds(seconds).toNanos();
    }

    private void pagesThrow(Problem problem) {
        pagesThrow(problem.exception());
    }

    private void pagesThrow(RuntimeException thrown) {
        feed.source.pages = (after, limit) -> {
            throw thrown;
        };
    }

    private static void assertClosing(
            RecordedStream<?, WatchThreadResponse> stream, CloseReason reason, long leastMillis, long mostMillis) {
        Closing closing = stream.received().getLast().getClosing();
        assertThat(closing.getReason()).isEqualTo(reason);
        assertThat(closing.getResumeToken()).isEqualTo("after-7");
        var delay = closing.getRetryDelay();
        assertThat(delay.getSeconds() * 1_000 + delay.getNanos() / 1_000_000).isBetween(leastMillis, mostMillis);
    }

    private void awaitClosed() {
        Awaitility.await().atMost(20, SECONDS).until(() -> feed.source.closed && feed.feeds.count() == 0);
    }

    private static StatusRuntimeException ended(RecordedStream<?, ?> stream) {
        StatusRuntimeException failure = stream.awaitEnd();
        assertThat(failure).isNotNull();
        return failure;
    }
}
