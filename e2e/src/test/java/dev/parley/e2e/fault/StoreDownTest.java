package dev.parley.e2e.fault;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.retryInfo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.Sending;
import dev.parley.e2e.check.FeedCheck;
import dev.parley.e2e.check.InboxCheck;
import dev.parley.e2e.check.LogCheck;
import dev.parley.message.v1.Message;
import dev.parley.platform.testing.CuttablePort;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestTokens;
import dev.parley.safety.v1.BlockUserRequest;
import dev.parley.thread.v1.GetThreadRequest;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// All services, with a store that fails and recovers.
@Tag("full")
final class StoreDownTest {

    private static final List<String> SERVICES = List.of("thread", "message", "safety", "inbox");
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final Duration RECOVERY = Duration.ofSeconds(20);

    private static Map<String, Object> settings(TestPostgres.TestDatabase database) {
        var settings = new HashMap<String, Object>();
        SERVICES.forEach(service -> {
            settings.putAll(database.settingsFor(service));
            settings.put("parley.targets." + service, "inprocess");
        });
        settings.put("parley.local.enabled", true);
        settings.put("parley.service-name", "standalone");
        settings.put(
                "parley.service-scopes",
                List.of("thread.policy", "message.fence", "message.preview", "safety.screen", "inbox.feed"));
        return settings;
    }

    /// A connection that does not retry, such as that of grpcurl.
    private static ManagedChannel plain(ServiceUnderTest services) {
        int port = services.bean(GrpcEmbeddedServer.class).getPort();
        return ParleyChannels.builder("127.0.0.1:" + port)
                .usePlaintext()
                .disableRetry()
                .build();
    }

    private static User user(ManagedChannel connection, String id) {
        var credentials = ParleyChannels.credentials(TokenCredentials.of(TestTokens.user(id)));
        return new User(id, ClientInterceptors.intercept(connection, credentials));
    }

    @Test
    void callsFailInTimeAndRecoverWhenTheStoreIsBack() throws Exception {
        outlive(CuttablePort::cut, CuttablePort::restore);
    }

    @Test
    void callsFailInTimeAndRecoverAfterTheStoreHung() throws Exception {
        outlive(CuttablePort::freeze, CuttablePort::thaw);
    }

    private static void outlive(Consumer<CuttablePort> down, Consumer<CuttablePort> up) throws Exception {
        var database = TestPostgres.database();
        try (var port = CuttablePort.to(database.port());
                var services = ServiceUnderTest.start(SERVICES, settings(database.through(port.port())))) {
            ManagedChannel connection = plain(services);
            try {
                var outage = new Outage(connection);
                outage.before();
                down.accept(port);
                outage.during();
                up.accept(port);
                outage.after();
            } finally {
                connection.shutdownNow();
            }
        }
    }

    private static final class Outage {

        private final User alice;
        private final User bob;
        private final History history = new History();
        private final List<ThreadFollower> feed = new ArrayList<>();
        private final String thread;

        Outage(ManagedChannel connection) {
            alice = user(connection, User.newId("alice"));
            bob = user(connection, User.newId("bob"));
            thread = alice.direct(bob.userId());
        }

        void before() {
            for (int i = 0; i < 5; i++) {
                history.send(alice, User.draft(thread, "before-" + i, "Before " + i));
            }
            feed.add(bob.follow(thread, 0));
            feed.getLast().awaitSequence(5);
        }

        void during() throws Exception {
            List<Runnable> calls = List.of(
                    () -> alice.messages()
                            .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                            .sendMessage(User.draft(thread, "sent-into-the-void", "Is there anybody?")),
                    () -> alice.newest(thread),
                    () -> bob.markRead(thread, 5),
                    () -> bob.inbox().listInbox(dev.parley.inbox.v1.ListInboxRequest.getDefaultInstance()),
                    () -> bob.threads()
                            .getThread(GetThreadRequest.newBuilder()
                                    .setThreadId(thread)
                                    .build()),
                    () -> bob.direct(User.newId("carol")),
                    () -> bob.blocks()
                            .blockUser(BlockUserRequest.newBuilder()
                                    .setUserId(User.newId("dave"))
                                    .build()));
            try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<Duration>> timed = calls.stream()
                        .<Callable<Duration>>map(call -> () -> failsInTime(call))
                        .toList();
                for (var call : callers.invokeAll(timed)) {
                    assertThat(call.get()).isLessThan(DEADLINE);
                }
            }
        }

        private static Duration failsInTime(Runnable call) {
            long start = System.nanoTime();
            var failure = assertProblem(call::run, Code.UNAVAILABLE, "STORE_UNAVAILABLE");
            assertThat(retryInfo(failure).getRetryDelay().getSeconds()
                            + retryInfo(failure).getRetryDelay().getNanos())
                    .isPositive();
            return Duration.ofNanos(System.nanoTime() - start);
        }

        void after() {
            var request = User.draft(thread, "sent-into-the-void", "Is there anybody?");
            await().atMost(RECOVERY).until(() -> history.send(alice, request).fate() == Sending.Fate.ACKED);
            await().atMost(RECOVERY).ignoreExceptions().until(() -> {
                bob.markRead(thread, 5);
                return true;
            });
            List<Message> log = bob.history(thread);
            assertThat(log).hasSize(6);
            LogCheck.check(thread, log, history);
            if (feed.getLast().isOver()) {
                assertThat(feed.getLast().resumeToken()).isNotEmpty();
                feed.add(bob.follow(thread, feed.getLast().last()));
            }
            feed.getLast().awaitSequence(log.size());
            FeedCheck.check(feed, log);
            InboxCheck.check(alice, Map.of(thread, log));
            InboxCheck.check(bob, Map.of(thread, log));
        }
    }
}
