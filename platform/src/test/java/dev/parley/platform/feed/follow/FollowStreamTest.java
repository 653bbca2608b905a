package dev.parley.platform.feed.follow;

import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_CREDENTIALS_EXPIRED;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_MAX_AGE;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_SHUTDOWN;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_STORE_UNAVAILABLE;
import static dev.parley.platform.feed.FeedEndTest.secondsAgo;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.Closing;
import dev.parley.message.v1.FollowThreadsResponse;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.feed.follow.FollowUnderTest.Client;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.Status.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A stream of many feeds: turns, heartbeats, and its end.
class FollowStreamTest {

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
    void subscriptionWhoseStoreHangsHoldsUpNobody() {
        var hung = new CountDownLatch(1);
        server.source("hung").pages = (after, limit) -> {
            awaitQuietly(hung);
            return server.source("hung").fromLog(after, limit);
        };
        server.source("hung").append(1, "late");
        client.subscribe("hung", "good");
        client.awaitCaughtUp("good");
        server.source("good").append(1, "text");
        server.hint("good");
        client.stream().await(element -> element.getFeed().hasItem());
        client.stream().await(FollowThreadsResponse::hasHeartbeat);
        assertThat(client.sequences("hung")).isEmpty();
        hung.countDown();
        client.awaitCaughtUp("hung");
        assertThat(client.sequences("hung")).containsExactly(1L);
    }

    @Test
    void longFeedSharesTheStreamWithShortOnes() {
        server.source("long").append(1_000, "x".repeat(500));
        server.source("short").append(1, "text");
        client.subscribe("long", "short");
        client.awaitCaughtUp("long", "short");

        List<String> order = client.stream().received().stream()
                .filter(element -> element.getFeed().hasCaughtUp())
                .map(FollowThreadsResponse::getSubscriptionId)
                .toList();
        assertThat(order).containsExactly("short", "long");
    }

    @Test
    void wakesWhileAFeedIsReadAreNotLost() {
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        server.source("x").pages = (after, limit) -> {
            var page = server.source("x").fromLog(after, limit);
            entered.countDown();
            awaitQuietly(go);
            return page;
        };
        client.subscribe("x");
        awaitQuietly(entered);
        server.source("x").append(1, "while it was read");
        server.hint("x");
        go.countDown();
        client.stream().await(element -> element.getFeed().hasItem());
    }

    @Test
    void heartbeatWaitsWhileASubscriptionLacksSomethingOrWasNotCompared() {
        client.subscribe("a", "b");
        client.awaitCaughtUp("a", "b");
        awaitBeat();
        server.source("a").comparedAt = secondsAgo(4);
        assertNoBeat();
        server.source("a").comparedAt = System::nanoTime;
        awaitBeat();
        var hung = new CountDownLatch(1);
        server.source("b").pages = (after, limit) -> {
            awaitQuietly(hung);
            return server.source("b").fromLog(after, limit);
        };
        server.hint("b");
        assertNoBeat();
        hung.countDown();
        awaitBeat();
    }

    /// The heartbeat interval is 100 ms.
    private void assertNoBeat() {
        long before = beats();
        Awaitility.await().during(500, TimeUnit.MILLISECONDS).until(() -> beats() <= before + 1);
    }

    private void awaitBeat() {
        long before = beats();
        client.stream().awaitAll(all -> beats() > before);
    }

    private long beats() {
        return client.stream().received().stream()
                .filter(FollowThreadsResponse::hasHeartbeat)
                .count();
    }

    @Test
    void streamWhoseStoreIsLostEndsWhole() {
        client.subscribe("a", "b");
        client.awaitCaughtUp("a", "b");
        server.source("b").comparedAt = secondsAgo(6);
        assertProblem(Objects.requireNonNull(client.stream().awaitEnd()), Code.UNAVAILABLE, "STORE_UNAVAILABLE");
        Closing closing = client.stream().received().getLast().getClosing();
        assertThat(closing.getReason()).isEqualTo(CLOSE_REASON_STORE_UNAVAILABLE);
        assertThat(closing.hasRetryDelay()).isTrue();
        awaitAllClosed();
    }

    @Test
    void faultOfOneFeedEndsOnlyThatFeed() {
        client.subscribe("a", "b", "c");
        client.awaitCaughtUp("a", "b", "c");
        server.source("a").pages = (after, limit) -> {
            throw new StackOverflowError();
        };
        server.source("b").check = () -> {
            throw new ScopeMissing("nothing any more").exception();
        };
        server.hint("a");
        server.hint("b");
        assertThat(client.awaitClosing("a").getStatus().getCode()).isEqualTo(Code.INTERNAL.value());
        Closing lost = client.awaitClosing("b");
        assertThat(lost.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED.value());
        assertThat(lost.getResumeToken()).isEmpty();
        server.source("c").append(1, "text");
        server.hint("c");
        client.stream()
                .await(element -> element.getSubscriptionId().equals("c")
                        && element.getFeed().hasItem());
        Awaitility.await().until(() -> server.source("a").closed && server.source("b").closed);
        assertThat(server.follows.subscriptions()).isEqualTo(1);
    }

    @Test
    void shutdownIsOneClosingForAll() {
        String[] ids = IntStream.range(0, 20).mapToObj(i -> "s" + i).toArray(String[]::new);
        client.subscribe(ids);
        client.awaitCaughtUp(ids);
        server.feeds.closeAll();
        assertProblem(Objects.requireNonNull(client.stream().awaitEnd()), Code.UNAVAILABLE, "SHUTTING_DOWN");

        var closings = client.stream().received().stream()
                .filter(element -> element.hasClosing() || element.getFeed().hasClosing())
                .toList();
        assertThat(closings).hasSize(1);
        assertThat(closings.getFirst().getClosing().getReason()).isEqualTo(CLOSE_REASON_SHUTDOWN);
        assertThat(closings.getFirst().getClosing().hasRetryDelay()).isTrue();
        awaitAllClosed();
        assertThat(server.client(RecordedStream.eager()).stream().awaitEnd()).isNotNull();
    }

    @Test
    void oldStreamEndsWithStatusOk() {
        client.subscribe("a");
        client.awaitCaughtUp("a");
        server.renewal = (opened, token) -> FollowUnderTest.bff(Duration.ofHours(2));
        client.renew("fresh");
        client.stream().await(FollowThreadsResponse::hasRenewed);
        server.clock.advance(Duration.ofMinutes(34));
        assertThat(client.stream().awaitEnd()).isNull();
        assertThat(client.stream().received().getLast().getClosing().getReason())
                .isEqualTo(CLOSE_REASON_MAX_AGE);
    }

    @Test
    void keysThatCannotBeFetchedDelayARenewalUntilTheOldTokenExpires() {
        var attempts = new AtomicInteger();
        server.renewal = (opened, token) -> {
            if (attempts.incrementAndGet() < 2) {
                throw new DependencyUnavailable("token keys", Duration.ofSeconds(1)).exception();
            }
            return FollowUnderTest.bff(Duration.ofMinutes(5));
        };
        client.renew("fresh");
        client.stream().await(FollowThreadsResponse::hasRenewed);
        server.clock.advance(Duration.ofMinutes(2));
        client.subscribe("a");
        client.awaitCaughtUp("a");
        server.clock.advance(Duration.ofMinutes(3));
        assertProblem(Objects.requireNonNull(client.stream().awaitEnd()), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
        assertThat(client.stream().received().getLast().getClosing().getReason())
                .isEqualTo(CLOSE_REASON_CREDENTIALS_EXPIRED);
    }

    @Test
    void tokensAreCheckedOneAtATimeAndTheNewestCounts() {
        var checking = new CountDownLatch(1);
        var checked = new CopyOnWriteArrayList<String>();
        server.renewal = (opened, token) -> {
            checked.add(token);
            awaitQuietly(checking);
            return opened;
        };
        IntStream.range(0, 100).forEach(i -> client.renew("token" + i));
        client.subscribe("a");
        client.awaitCaughtUp("a");
        assertThat(checked).containsExactly("token0");
        checking.countDown();
        client.stream().await(FollowThreadsResponse::hasRenewed);
        assertThat(checked).containsExactly("token0", "token99");
    }

    @Test
    void readerThatDoesNotReadKeepsAtMostOnePartOfAPage() {
        Client slow = server.client(RecordedStream.stalled());
        for (String id : List.of("a", "b", "c")) {
            server.source(id).append(200, "x".repeat(2_000));
        }
        slow.subscribe("a", "b", "c");
        Awaitility.await().until(() -> server.feeds.keptBytes() > 0);
        assertThat(server.feeds.keptBytes()).isLessThanOrEqualTo(3 * 64 * 1024);
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> server.feeds.keptBytes() == 0);
        slow.stream().request(10_000);
        slow.awaitCaughtUp("a", "b", "c");
        for (String id : List.of("a", "b", "c")) {
            assertThat(slow.sequences(id)).hasSize(200).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void clientThatLeavesClosesAllFeeds() {
        client.subscribe("a", "b");
        client.awaitCaughtUp("a", "b");
        client.stream().cancel();
        awaitAllClosed();
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

    @Test
    void heartbeatsNameWhatMoved() {
        client.subscribe("a", "b");
        client.awaitCaughtUp("a", "b");
        awaitBeat();
        server.source("a").append(2, "text");
        server.hint("a");
        var named = client.stream()
                .await(element -> element.getHeartbeat().getHeadsCount() > 0)
                .getHeartbeat()
                .getHeadsList();
        assertThat(named).hasSize(1);
        assertThat(named.getFirst().getSubscriptionId()).isEqualTo("a");
        assertThat(named.getFirst().getPosition()).isEqualTo(2);
        assertThat(client.stream().received())
                .extracting(FollowThreadsResponse::getFeed)
                .noneMatch(WatchThreadResponse::hasHeartbeat);
    }
}
