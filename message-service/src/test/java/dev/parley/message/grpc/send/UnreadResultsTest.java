package dev.parley.message.grpc.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.message.grpc.FakeSafety.Answering;
import dev.parley.message.grpc.Wire;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.TestTokens;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What streams hold of sends whose results nobody takes is bounded for a user, however many streams there are.
@Timeout(180)
final class UnreadResultsTest {

    private static final int CONNECTIONS = 100;
    private static final int SENDS = 20;
    /// Room for one large result, so that the server keeps the others.
    private static final int WINDOW_BYTES = 65_535;

    private static final int USER_BYTES = 2_000_000;
    private static final String LARGE = "\uD83D\uDE00".repeat(10_000);

    /// What one large send weighs, on the wire and in memory.
    private static final int LARGE_BYTES = 90_000;

    private static Wire wire;

    @BeforeAll
    static void start() {
        wire = new Wire(Map.of("parley.limit.user-bytes", USER_BYTES, "parley.limit.user-calls", 300));
    }

    @AfterAll
    static void stop() {
        wire.close();
    }

    @AfterEach
    void nothingIsHeldAfterwards() {
        wire.safety.setAnswering(Answering.WELL);
        Awaitility.await("bytes that are held")
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(held()).isZero());
        String thread = wire.thread("usr_carol", "usr_bob");
        Awaitility.await("safety is known to answer again")
                .atMost(10, TimeUnit.SECONDS)
                .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .until(() -> wire.send("usr_carol", thread, "Well").getSequence() > 0);
    }

    /// Sends as much as the server takes, and reads nothing.
    private static final class Deaf implements ClientResponseObserver<SendMessagesRequest, SendMessagesResponse> {

        private final ManagedChannel connection;
        private final String thread;
        private int sent;

        Deaf(String user, String thread) {
            this.thread = thread;
            this.connection = ParleyChannels.builder("127.0.0.1:"
                            + wire.service.bean(GrpcEmbeddedServer.class).getPort())
                    .usePlaintext()
                    .flowControlWindow(WINDOW_BYTES)
                    .build();
            Channel channel = ClientInterceptors.intercept(
                    connection, ParleyChannels.credentials(TokenCredentials.of(TestTokens.user(user))));
            MessageServiceGrpc.newStub(channel).sendMessages(this);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<SendMessagesRequest> sends) {
            sends.disableAutoRequestWithInitial(0);
            sends.setOnReadyHandler(() -> send(sends));
        }

        private synchronized void send(ClientCallStreamObserver<SendMessagesRequest> sends) {
            for (; sent < SENDS && sends.isReady(); sent++) {
                sends.onNext(SendMessagesRequest.newBuilder()
                        .setSend(Wire.text(thread, LARGE))
                        .build());
            }
        }

        synchronized boolean isDone() {
            return sent == SENDS;
        }

        @Override
        public void onNext(SendMessagesResponse result) {
            throw new AssertionError("nothing was requested");
        }

        @Override
        public void onError(Throwable end) {}

        @Override
        public void onCompleted() {}

        void close() {
            connection.shutdownNow();
        }
    }

    private static double held() {
        return wire.service
                .bean(MeterRegistry.class)
                .get("parley.limit.held")
                .tag("what", "bytes")
                .gauge()
                .value();
    }

    @Test
    void streamsWhoseResultsNobodyTakesHoldABoundedNumberOfBytesAndOthersGoOn() {
        String loud = wire.thread("usr_mallory", "usr_bob");
        String quiet = wire.thread("usr_alice", "usr_bob");
        wire.send("usr_mallory", loud, "Established");
        wire.send("usr_alice", quiet, "Established");
        wire.safety.setAnswering(Answering.HANGING);
        List<Deaf> deaf = IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> new Deaf("usr_mallory", loud))
                .toList();
        try {
            Awaitility.await("the server takes no more, or has taken everything")
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> held() > USER_BYTES || deaf.stream().allMatch(Deaf::isDone));
            for (int i = 0; i < 20; i++) {
                wire.send("usr_alice", quiet, "Honest " + i);
            }
            assertThat(wire.history("usr_alice", quiet)).hasSize(21);
            assertThat(deaf)
                    .as("streams that sent everything")
                    .filteredOn(Deaf::isDone)
                    .hasSizeLessThan(CONNECTIONS / 2);
            assertThat(held())
                    .as("bytes that are held: the bound, and one send for each stream")
                    .isLessThanOrEqualTo(USER_BYTES + (double) CONNECTIONS * LARGE_BYTES);
            Awaitility.await("what was given back is taken again")
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() -> held() >= USER_BYTES);
        } finally {
            deaf.forEach(Deaf::close);
        }
    }

    @Test
    void oneActingUserTakesNeitherTheWholeStreamOfAServiceNorMoreThanItsOwnCalls() throws Exception {
        String loud = wire.thread("usr_mallory", "usr_bob");
        String quiet = wire.thread("usr_alice", "usr_bob");
        wire.send("usr_mallory", loud, "Established");
        wire.send("usr_alice", quiet, "Established");
        wire.safety.setAnswering(Answering.HANGING);
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        var sends = MessageServiceGrpc.newStub(wire.service.asService("bff", "act-as-user"))
                .sendMessages(results);
        for (int i = 0; i < 900; i++) {
            sends.onNext(element("usr_mallory", loud));
        }
        sends.onNext(element("usr_alice", quiet));
        sends.onCompleted();
        assertThat(results.awaitEnd()).isNull();

        List<SendMessagesResponse> refused = results.received().stream()
                .filter(SendMessagesResponse::hasError)
                .toList();
        assertThat(results.received()).hasSize(901);
        assertThat(refused)
                .isNotEmpty()
                .allMatch(result -> result.getActingUserId().equals("usr_mallory"));
        var details = refused.getFirst().getError().getDetailsList();
        assertThat(details.getFirst().unpack(ErrorInfo.class).getReason()).isEqualTo("RATE_LIMITED");
        assertThat(details).anyMatch(detail -> detail.is(RetryInfo.class));
    }

    private static SendMessagesRequest element(String user, String thread) {
        return SendMessagesRequest.newBuilder()
                .setActingUserId(user)
                .setSend(Wire.text(thread, "Hello"))
                .build();
    }
}
