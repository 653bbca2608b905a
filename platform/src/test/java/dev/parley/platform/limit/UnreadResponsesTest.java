package dev.parley.platform.limit;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static dev.parley.platform.testing.WireProblems.retryInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestTokens;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that ask for large responses and do not read them.
@Timeout(60)
final class UnreadResponsesTest {

    /// More than the client's window, so that the server keeps the rest.
    private static final int RESPONSE_BYTES = 200_000;

    private static final int WINDOW_BYTES = 65_535;
    private static final int CALLS = 50;

    private static ServiceUnderTest service;
    private static CallLimits limits;

    private final List<ManagedChannel> connections = new ArrayList<>();

    @BeforeAll
    static void start() {
        service = ServiceUnderTest.start(
                List.of(),
                Map.of(
                        HeldService.ENABLED,
                        true,
                        "parley.limit.user-bytes",
                        2 * RESPONSE_BYTES,
                        "parley.limit.bytes",
                        10 * RESPONSE_BYTES));
        limits = service.bean(CallLimits.class);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void nothingIsHeldAfterwards() {
        connections.forEach(ManagedChannel::shutdownNow);
        Awaitility.await().untilAsserted(() -> assertThat(limits.bytes()).isZero());
    }

    @Test
    void responsesThatNobodyReadsCountForTheirUser() {
        Channel mallory = as("usr_mallory");
        var unread = new ArrayList<ClientCall<?, ?>>();
        for (int i = 0; i < CALLS; i++) {
            unread.add(unread(mallory));
        }
        Awaitility.await().until(() -> limits.bytes() > 2 * RESPONSE_BYTES);

        var refused = assertProblem(() -> large(as("usr_mallory")), Code.RESOURCE_EXHAUSTED, "RATE_LIMITED");
        assertThat(errorInfo(refused).getMetadataMap()).containsEntry("quota", "user.bytes");
        assertThat(retryInfo(refused).getRetryDelay().getSeconds()).isPositive();
        assertThat(limits.bytes()).as("bytes held for one user").isLessThanOrEqualTo(4L * RESPONSE_BYTES);
        assertThat(large(as("usr_alice")).getConsistencyToken()).hasSize(RESPONSE_BYTES);

        unread.forEach(call -> call.cancel("No longer wanted", null));
        Awaitility.await().until(() -> limits.bytes() == 0);
        assertThat(large(as("usr_mallory")).getConsistencyToken()).hasSize(RESPONSE_BYTES);
    }

    @Test
    void userWithoutRoomIsRefusedBeforeAnythingIsDone() {
        Channel mallory = as("usr_mallory");
        for (int i = 0; i < CALLS; i++) {
            unread(mallory);
        }
        Awaitility.await().until(() -> limits.bytes() > 2 * RESPONSE_BYTES);
        Awaitility.await("calls that are refused have ended").until(() -> limits.calls() <= 3);

        var refused = assertProblem(
                () -> MessageServiceGrpc.newBlockingStub(as("usr_mallory"))
                        .sendMessage(request().toBuilder().setText("small").build()),
                Code.RESOURCE_EXHAUSTED,
                "RATE_LIMITED");
        assertThat(errorInfo(refused).getMetadataMap()).containsEntry("quota", "user.bytes");
        large(as("usr_alice"));
    }

    @Test
    void userWhoReadsIsServedBesideThoseWhoDoNot() {
        for (int user = 0; user < CALLS; user++) {
            unread(as("usr_mallory_" + user));
        }
        Awaitility.await().until(() -> limits.bytes() > 10L * RESPONSE_BYTES);
        assertThat(large(as("usr_alice")).getConsistencyToken()).hasSize(RESPONSE_BYTES);
    }

    private Channel as(String user) {
        int port = service.bean(GrpcEmbeddedServer.class).getPort();
        ManagedChannel connection = ParleyChannels.builder("127.0.0.1:" + port)
                .usePlaintext()
                .flowControlWindow(WINDOW_BYTES)
                .build();
        connections.add(connection);
        return ClientInterceptors.intercept(
                connection, ParleyChannels.credentials(TokenCredentials.of(TestTokens.user(user))));
    }

    private static SendMessageRequest request() {
        return SendMessageRequest.newBuilder()
                .setThreadId("thr_1")
                .setRequestId("request-1")
                .setText(HeldService.LARGE + RESPONSE_BYTES)
                .build();
    }

    private static SendMessageResponse large(Channel channel) {
        return MessageServiceGrpc.newBlockingStub(channel).sendMessage(request());
    }

    /// Calls, and takes nothing of the response.
    private static ClientCall<?, ?> unread(Channel channel) {
        ClientCall<SendMessageRequest, SendMessageResponse> call =
                channel.newCall(MessageServiceGrpc.getSendMessageMethod(), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.sendMessage(request());
        call.halfClose();
        return call;
    }
}
