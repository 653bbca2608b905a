package dev.parley.platform.feed.follow;

import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_STORE_UNAVAILABLE;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.v1.CallerKind;
import dev.parley.feed.v1.Closing;
import dev.parley.id.UserId;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.feed.FeedUnderTest;
import dev.parley.platform.feed.follow.FollowUnderTest.Client;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.Status.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Bounds of streams of many feeds, and what waits for the store.
class FollowBoundsTest {

    private FollowUnderTest server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        server = new FollowUnderTest(20, 25);
        client = server.client(RecordedStream.eager());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void furtherSubscriptionsAreRefusedUntilOthersEnd() {
        String[] ids = IntStream.range(0, 20).mapToObj(i -> "s" + i).toArray(String[]::new);
        client.subscribe(ids);
        client.awaitCaughtUp(ids);
        client.subscribe("too-many");
        Closing refused = client.awaitClosing("too-many");
        assertThat(refused.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
        assertThat(refused.hasRetryDelay()).isTrue();
        client.unsubscribe("s0");
        client.awaitClosing("s0");
        client.subscribe("fits");
        client.awaitCaughtUp("fits");
        Client other = server.client(RecordedStream.eager());
        other.subscribe("t0", "t1", "t2", "t3", "t4", "t5");
        assertThat(other.awaitClosing("t5").getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
        client.stream().cancel();
        Awaitility.await().until(() -> server.follows.subscriptions() == 5);
        other.subscribe("t6");
        other.awaitCaughtUp("t6");
    }

    @Test
    void subscriptionsThatEndBeforeTheyAreReadDoNotUseUpTheCommands() {
        var hung = new CountDownLatch(1);
        String[] slow = IntStream.range(0, 8).mapToObj(i -> "slow" + i).toArray(String[]::new);
        for (String id : slow) {
            server.source(id).pages = (after, limit) -> {
                awaitQuietly(hung);
                return server.source(id).fromLog(after, limit);
            };
        }
        client.subscribe(slow);
        for (int i = 0; i < 300; i++) {
            client.subscribe("brief");
            client.unsubscribe("brief");
        }
        hung.countDown();
        client.subscribe("last");
        client.awaitCaughtUp("last");
    }

    @Test
    void subscriptionsOfAUserAreCountedOverAllStreams() throws IOException {
        try (var large = new FollowUnderTest(1_000, 5_000)) {
            Caller alice = user("usr_alice");
            for (int i = 0; i < 1_000; i++) {
                assertThat(large.follows.admit(alice, i % 10)).isEmpty();
            }
            assertThat(large.follows.admit(alice, 0)).isPresent();
            assertThat(large.follows.subscriptions()).isEqualTo(1_000);
            assertThat(large.follows.admit(user("usr_bob"), 0)).isEmpty();
            large.follows.leave(alice, 1_000);
            assertThat(large.follows.admit(alice, 0)).isEmpty();
            assertThat(large.follows.subscriptions()).isEqualTo(2);
        }
    }

    @Test
    void streamsOfAUserAreBounded() {
        Awaitility.await().until(() -> server.follows.count() == 1);
        server.caller = user("usr_alice");
        var streams = new ArrayList<Client>();
        for (int i = 0; i < FollowUnderTest.USER_STREAMS; i++) {
            streams.add(server.client(RecordedStream.eager()));
        }
        Awaitility.await().until(() -> server.follows.count() == FollowUnderTest.USER_STREAMS + 1);
        assertProblem(
                Objects.requireNonNull(
                        server.client(RecordedStream.eager()).stream().awaitEnd()),
                Code.RESOURCE_EXHAUSTED,
                "RATE_LIMITED");
        streams.getFirst().stream().cancel();
        Awaitility.await().until(() -> server.follows.count() == FollowUnderTest.USER_STREAMS);
        Client next = server.client(RecordedStream.eager());
        next.subscribe("a");
        next.awaitCaughtUp("a");
        server.caller = user("usr_bob");
        Client other = server.client(RecordedStream.eager());
        other.subscribe("b");
        other.awaitCaughtUp("b");
    }

    @Test
    void streamWhoseSubscriptionsNeverBeginEndsWhole() {
        long began = System.nanoTime();
        var hung = new CountDownLatch(1);
        String[] ids = IntStream.range(0, 20).mapToObj(i -> "s" + i).toArray(String[]::new);
        for (String id : ids) {
            server.source(id).begin = () -> {
                awaitQuietly(hung);
                return 0;
            };
        }
        client.subscribe(ids);

        assertProblem(Objects.requireNonNull(client.stream().awaitEnd()), Code.UNAVAILABLE, "STORE_UNAVAILABLE");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(9));
        assertThat(client.stream().received().getLast().getClosing().getReason())
                .isEqualTo(CLOSE_REASON_STORE_UNAVAILABLE);
        hung.countDown();
        Awaitility.await().until(() -> server.follows.count() == 0 && server.follows.subscriptions() == 0);
        client = server.client(RecordedStream.eager());
        client.subscribe(ids);
        client.awaitCaughtUp(ids);
    }

    @Test
    void whatIsLiveIsReadBeforeWhatBegins() {
        client.subscribe("live");
        client.awaitCaughtUp("live");
        var permits = new Semaphore(0);
        String[] ids = IntStream.range(0, 15).mapToObj(i -> "s" + i).toArray(String[]::new);
        var began = new AtomicInteger();
        for (String id : ids) {
            server.source(id).begin = () -> {
                began.incrementAndGet();
                permits.acquireUninterruptibly();
                return 0;
            };
        }
        client.subscribe(ids);
        Awaitility.await().until(() -> began.get() == 3);
        server.source("live").append(1, "new");
        server.hint("live");
        Awaitility.await().until(() -> server.feeds.runtime().turns().waiting() == 1);
        client.stream()
                .await(element -> element.getSubscriptionId().equals("live")
                        && element.getFeed().hasItem());
        assertThat(began).hasValue(3);
        permits.release(100);
        client.awaitCaughtUp(ids);
    }

    @Test
    void commandThatIsTooLargeEndsTheStreamWithItsReason() {
        client.subscribe("a");
        client.awaitCaughtUp("a");
        client.renew("x".repeat(16_384));
        assertProblem(Objects.requireNonNull(client.stream().awaitEnd()), Code.INVALID_ARGUMENT, "REQUEST_TOO_LARGE");
        awaitAllClosed();
    }

    @Test
    void tokenOfAWrongShapeEndsTheStreamWithItsRule() {
        client.renew("");
        assertProblem(Objects.requireNonNull(client.stream().awaitEnd()), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    }

    private static Caller user(String id) {
        return new Caller(
                Optional.of(new UserId(id)),
                Optional.empty(),
                Set.of(),
                Set.of(CallerKind.CALLER_KIND_USER),
                FeedUnderTest.START.plus(Duration.ofMinutes(5)));
    }

    private void awaitAllClosed() {
        Awaitility.await()
                .until(() -> server.sources.values().stream().allMatch(source -> source.closed)
                        && server.follows.count() == 0
                        && server.follows.subscriptions() == 0);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
