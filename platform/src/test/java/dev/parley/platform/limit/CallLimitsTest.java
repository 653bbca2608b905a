package dev.parley.platform.limit;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static dev.parley.platform.testing.WireProblems.retryInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.RawConnection;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.Seeds;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestTokens;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The bounds of a running server, as its callers meet them.
@Timeout(120)
class CallLimitsTest {

    private static final String SEND = "/parley.message.v1.MessageService/SendMessage";

    private static ServiceUnderTest service;
    private static CallLimits limits;

    private final List<AutoCloseable> ends = new ArrayList<>();

    @BeforeAll
    static void start() {
        service = ServiceUnderTest.start(
                List.of(),
                Map.ofEntries(
                        Map.entry(HeldService.ENABLED, true),
                        Map.entry("parley.limit.user-streams", 3),
                        Map.entry("parley.limit.user-calls", 5),
                        Map.entry("parley.limit.user-bytes", 150_000),
                        Map.entry("parley.limit.service-calls", 6),
                        Map.entry("parley.limit.streams", 9),
                        Map.entry("parley.limit.bytes", 500_000),
                        Map.entry("parley.limit.open-streams-of-connection", 4),
                        Map.entry("parley.limit.open-streams", 6),
                        Map.entry("parley.limit.reflections", 20),
                        Map.entry("parley.connection.most", 30)));
        limits = service.bean(CallLimits.class);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void nothingIsHeldAfterwards() throws Exception {
        for (AutoCloseable end : ends) {
            end.close();
        }
        Awaitility.await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
            assertThat(limits.calls()).isZero();
            assertThat(limits.streams()).isZero();
            assertThat(limits.bytes()).isZero();
            assertThat(limits.holders()).isZero();
        });
    }

    @Test
    void streamsOfAUserAreBounded() {
        Channel alice = service.as("usr_alice");
        RecordedStream<WatchThreadRequest, WatchThreadResponse> first = opened(alice);
        opened(alice);
        opened(alice);

        var refused = assertRefused(watch(alice), "user.streams");
        assertThat(retryInfo(refused).getRetryDelay().getSeconds()).isPositive();

        opened(service.as("usr_bob"));
        first.cancel();
        Awaitility.await().until(() -> limits.callsOf(new dev.parley.id.UserId("usr_alice")) == 2);
        opened(alice);
    }

    @Test
    void aServiceThatActsForUsersCountsAsEachOfThem() {
        Channel bffForAlice = service.asServiceFor("usr_alice", "bff", "act-as-user");
        for (int i = 0; i < 3; i++) {
            opened(bffForAlice);
        }
        assertRefused(watch(bffForAlice), "user.streams");

        for (int i = 0; i < 3; i++) {
            opened(service.asServiceFor("usr_bob", "bff", "act-as-user"));
        }
    }

    @Test
    void aServiceHasALargerBoundOfItsOwn() {
        Channel bff = service.asService("bff", "act-as-user");
        for (int i = 0; i < 6; i++) {
            sends(bff);
        }
        Awaitility.await().until(() -> limits.calls() == 6);

        RecordedStream<SendMessagesRequest, SendMessagesResponse> one = RecordedStream.eager();
        MessageServiceGrpc.newStub(bff).sendMessages(one);
        assertRefused(one, "service.calls");
    }

    @Test
    void streamsOfTheProcessAreBounded() {
        for (String user : List.of("usr_a", "usr_b", "usr_c")) {
            for (int i = 0; i < 3; i++) {
                opened(service.as(user));
            }
        }
        assertRefused(watch(service.as("usr_d")), "process.streams");
        send(service.as("usr_d"), "hello");
    }

    @Test
    void incompleteRequestsAreBoundedForAUserAndForTheProcess() throws Exception {
        RawConnection greedy = raw();
        for (int stream = 1; stream <= 7; stream += 2) {
            greedy.begin(stream, SEND, TestTokens.user("usr_greedy"));
            greedy.beginMessage(stream, 1_000_000, 60_000);
        }
        Awaitility.await().until(() -> refusals("user.bytes") > 0);
        assertThat(limits.bytes()).isLessThan(300_000);

        for (int user = 0; user < 12; user++) {
            RawConnection one = raw();
            one.begin(1, SEND, TestTokens.user("usr_" + user));
            one.beginMessage(1, 1_000_000, 60_000);
        }
        Awaitility.await().until(() -> refusals("process.bytes") > 0);
        assertThat(limits.bytes()).isLessThan(600_000);
        send(service.as("usr_alice"), "An honest send of 20 KB is accepted. ".repeat(25));
    }

    @Test
    void elementBeyondABoundEndsItsStreamWithTheReasonAndIsCountedOnce() throws Exception {
        double before = refusals("user.bytes");
        RawConnection greedy = raw();
        for (int stream = 1; stream <= 5; stream += 2) {
            greedy.begin(stream, SEND, TestTokens.user("usr_large"));
            greedy.beginMessage(stream, 1_000_000, 48_000);
        }
        Awaitility.await().until(() -> limits.bytes() > 130_000);
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        StreamObserver<SendMessagesRequest> sends =
                MessageServiceGrpc.newStub(service.as("usr_large")).sendMessages(results);
        sends.onNext(SendMessagesRequest.newBuilder()
                .setSend(request("x".repeat(90_000)))
                .build());
        assertThat(retryInfo(assertRefused(results, "user.bytes"))
                        .getRetryDelay()
                        .getSeconds())
                .isPositive();
        for (int stream = 7; stream <= 9; stream += 2) {
            greedy.begin(stream, SEND, TestTokens.user("usr_large"));
            greedy.beginMessage(stream, 1_000_000, 200_000);
        }
        Awaitility.await().until(() -> refusals("user.bytes") >= before + 3);
        send(service.as("usr_alice"), "hello");
        assertThat(refusals("user.bytes")).isEqualTo(before + 3);
    }

    @Test
    void callsThatNeedNoTokenAreBoundedForAConnectionAndForTheProcess() {
        ManagedChannel one = connection();
        ManagedChannel other = connection();
        for (int i = 0; i < 4; i++) {
            health(one);
        }
        assertRefused(watchHealth(one), "connection.streams");
        health(other);
        health(other);
        assertRefused(watchHealth(other), "open.streams");
        send(service.as("usr_alice"), "hello");
    }

    @Test
    void reflectionIsPaced() {
        RecordedStream<ServerReflectionRequest, ServerReflectionResponse> answers = RecordedStream.eager();
        StreamObserver<ServerReflectionRequest> requests =
                ServerReflectionGrpc.newStub(service.channel()).serverReflectionInfo(answers);
        for (int i = 0; i < 300; i++) {
            requests.onNext(
                    ServerReflectionRequest.newBuilder().setListServices("").build());
        }
        assertRefused(answers, "reflections");
        assertThat(answers.received().size()).isBetween(20, 150);
    }

    @Test
    void connectionsAreBounded() throws Exception {
        var silent = new ArrayList<RawConnection>();
        for (int i = 0; i < 40; i++) {
            silent.add(keep(RawConnection.silent(port())));
        }
        var ended = new AtomicInteger();
        silent.forEach(one -> Thread.ofVirtual().start(() -> ended.addAndGet(one.readToEnd().length == 0 ? 1 : 0)));
        Awaitility.await().until(() -> ended.get() >= 10);
        send(service.as("usr_alice"), "hello");
    }

    /// Cancelled, refused, failed, late, ended by the server, and with its connection killed.
    @Test
    void noEndLeavesAnythingBehind() {
        Seeds.forEach(1, this::endInManyWays);
    }

    private void endInManyWays(Random random) {
        var calls = new ArrayList<Runnable>();
        for (int i = 0; i < 400; i++) {
            String user = "usr_" + random.nextInt(8);
            ManagedChannel connection = random.nextInt(10) == 0 ? connection() : null;
            Channel channel = connection == null
                    ? service.as(user)
                    : ClientInterceptors.intercept(
                            connection, ParleyChannels.credentials(TokenCredentials.of(TestTokens.user(user))));
            int kind = random.nextInt(7);
            int patience = random.nextInt(60);
            calls.add(() -> endSomehow(channel, kind, patience));
            if (connection != null && random.nextBoolean()) {
                calls.add(connection::shutdownNow);
            }
        }
        calls.stream().map(Thread.ofVirtual()::start).toList().forEach(CallLimitsTest::await);
        service.bean(HeldService.class).watching.forEach(stream -> {
            try {
                stream.onCompleted();
            } catch (RuntimeException cancelled) {
                assertThat(cancelled).isNotNull();
            }
        });
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static void endSomehow(Channel channel, int kind, int patience) {
        try {
            switch (kind) {
                case 0 -> send(channel, "problem");
                case 1 -> send(channel, "fault");
                case 2 ->
                    MessageServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(patience, TimeUnit.MILLISECONDS)
                            .sendMessage(request("slow"));
                case 3 ->
                    MessageServiceGrpc.newBlockingStub(channel).sendMessage(SendMessageRequest.getDefaultInstance());
                case 4 -> {
                    var stream = watch(channel);
                    Thread.sleep(patience);
                    stream.cancel();
                }
                case 5 -> {
                    StreamObserver<SendMessagesRequest> requests =
                            MessageServiceGrpc.newStub(channel).sendMessages(RecordedStream.eager());
                    requests.onNext(SendMessagesRequest.getDefaultInstance());
                    requests.onCompleted();
                }
                default -> watch(channel);
            }
        } catch (StatusRuntimeException | InterruptedException expected) {
            assertThat(expected).isNotNull();
        }
    }

    private static StatusRuntimeException assertRefused(RecordedStream<?, ?> stream, String quota) {
        StatusRuntimeException end = Objects.requireNonNull(stream.awaitEnd());
        assertProblem(end, Code.RESOURCE_EXHAUSTED, "RATE_LIMITED");
        assertThat(errorInfo(end).getMetadataMap()).containsEntry("quota", quota);
        return end;
    }

    private static double refusals(String quota) {
        var counter = service.bean(io.micrometer.core.instrument.MeterRegistry.class)
                .find("parley.limit.refused")
                .tag("quota", quota)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private RecordedStream<WatchThreadRequest, WatchThreadResponse> opened(Channel channel) {
        var stream = watch(channel);
        ends.add(stream::cancel);
        stream.awaitAll(all -> !all.isEmpty());
        return stream;
    }

    private static RecordedStream<WatchThreadRequest, WatchThreadResponse> watch(Channel channel) {
        RecordedStream<WatchThreadRequest, WatchThreadResponse> stream = RecordedStream.eager();
        MessageServiceGrpc.newStub(channel)
                .watchThread(
                        WatchThreadRequest.newBuilder().setThreadId("thr_1").build(), stream);
        return stream;
    }

    private void sends(Channel channel) {
        RecordedStream<SendMessagesRequest, SendMessagesResponse> stream = RecordedStream.eager();
        MessageServiceGrpc.newStub(channel).sendMessages(stream);
        ends.add(stream::cancel);
    }

    private void health(Channel channel) {
        RecordedStream<HealthCheckRequest, HealthCheckResponse> stream = watchHealth(channel);
        ends.add(stream::cancel);
        stream.awaitAll(all -> !all.isEmpty());
    }

    private static RecordedStream<HealthCheckRequest, HealthCheckResponse> watchHealth(Channel channel) {
        RecordedStream<HealthCheckRequest, HealthCheckResponse> stream = RecordedStream.eager();
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), stream);
        return stream;
    }

    private static void send(Channel channel, String text) {
        MessageServiceGrpc.newBlockingStub(channel).sendMessage(request(text));
    }

    private static SendMessageRequest request(String text) {
        return SendMessageRequest.newBuilder()
                .setThreadId("thr_1")
                .setRequestId("request-1")
                .setText(text)
                .build();
    }

    private RawConnection raw() throws Exception {
        return keep(RawConnection.to(port()));
    }

    private RawConnection keep(RawConnection connection) {
        ends.add(connection);
        return connection;
    }

    private ManagedChannel connection() {
        ManagedChannel connection = ParleyChannels.plaintext("127.0.0.1:" + port());
        ends.add(connection::shutdownNow);
        return connection;
    }

    private static int port() {
        return service.bean(GrpcEmbeddedServer.class).getPort();
    }
}
