package dev.parley.platform.feed.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.v1.CallerKind;
import dev.parley.id.UserId;
import dev.parley.message.v1.FollowThreadsRequest;
import dev.parley.message.v1.ThreadSubscription;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.feed.FeedUnderTest;
import dev.parley.platform.feed.follow.FollowUnderTest.Client;
import dev.parley.platform.testing.RecordedStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What streams of many feeds hold of commands that have no effect yet counts for their caller.
final class HeldCommandsTest {

    private static final int LARGE = 16_000;
    private static final int COMMANDS = 200;

    private final CountDownLatch hung = new CountDownLatch(1);
    private FollowUnderTest server;

    @BeforeEach
    void start() throws IOException {
        server = new FollowUnderTest(1_000, 5_000);
        server.caller = new Caller(
                Optional.of(new UserId("usr_mallory")),
                Optional.empty(),
                Set.of(),
                Set.of(CallerKind.CALLER_KIND_USER),
                FeedUnderTest.START.plus(Duration.ofMinutes(5)));
    }

    @AfterEach
    void stop() {
        hung.countDown();
        server.close();
    }

    /// Opens streams of one user with as many large commands as they may hold, none of which has an effect.
    private List<Client> fill() {
        List<Client> clients = Stream.generate(() -> server.client(RecordedStream.eager()))
                .limit(FollowUnderTest.USER_STREAMS)
                .toList();
        for (int stream = 0; stream < clients.size(); stream++) {
            String[] slow = IntStream.range(0, 4).mapToObj("slow%d"::formatted).toArray(String[]::new);
            for (String id : slow) {
                server.source(id).begin = () -> {
                    awaitQuietly();
                    return 0;
                };
            }
            Client client = clients.get(stream);
            client.subscribe(slow);
            for (int i = 0; i < COMMANDS; i++) {
                client.commands()
                        .onNext(FollowThreadsRequest.newBuilder()
                                .setSubscribe(ThreadSubscription.newBuilder()
                                        .setSubscriptionId("large" + i)
                                        .setThreadId("x".repeat(LARGE)))
                                .build());
            }
        }
        return clients;
    }

    @Test
    void commandsCountUntilTheyHaveHadTheirEffectAndTheirUserHasABound() {
        List<Client> clients = fill();

        Awaitility.await("the bound is reached")
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> server.held() >= FollowUnderTest.USER_BYTES);
        assertThat(server.held())
                .as("the bound, and one command of each stream as it arrived and as it is parsed")
                .isLessThan(FollowUnderTest.USER_BYTES + 3.0 * FollowUnderTest.USER_STREAMS * LARGE);
        hung.countDown();
        clients.forEach(client -> client.awaitClosing("large" + (COMMANDS - 1)));
        Awaitility.await("everything is given back")
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> server.held() == 0);
    }

    @Test
    void streamsThatEndGiveBackWhatTheyHold() {
        List<Client> clients = fill();
        Awaitility.await("the bound is reached")
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> server.held() >= FollowUnderTest.USER_BYTES);

        clients.forEach(client -> client.stream().cancel());

        Awaitility.await("everything is given back")
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> server.held() == 0);
    }

    private void awaitQuietly() {
        try {
            assertThat(hung.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
