package dev.parley.platform.server;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.server.v1.GetServerInfoRequest;
import dev.parley.server.v1.GetServerInfoResponse;
import dev.parley.server.v1.Limit;
import dev.parley.server.v1.ServerServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status.Code;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ServerInfoTest {

    private static ServiceUnderTest service;

    @BeforeAll
    static void start() {
        service = ServiceUnderTest.start(
                List.of(),
                Map.of(GatedService.ENABLED, true, "parley.test.echo", true, "parley.server.max-message-bytes", 2048));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void everyServerDescribesItselfToEveryCaller() {
        for (Channel channel : List.of(service.as("usr_alice"), service.asService("bff"))) {
            GetServerInfoResponse info = info(channel);

            assertThat(info.getVersion()).isNotEmpty();
            assertThat(info.getServicesList())
                    .as("public services of Parley, and not those of gRPC or for services only")
                    .containsExactly(
                            "parley.server.v1.JobService",
                            "parley.server.v1.OperationsService",
                            "parley.server.v1.ServerService",
                            "parley.thread.v1.ThreadService");
            assertThat(info.getLimitsList())
                    .contains(Limit.newBuilder()
                            .setName("server.request.bytes")
                            .setValue(2048)
                            .build());
            assertThat(info.getServerTime().getSeconds()).isPositive();
        }
    }

    @Test
    void callWithoutCredentialsIsRefused() {
        assertProblem(() -> info(service.channel()), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
    }

    @Test
    void factsOfAllServicesAreJoined() {
        var info = describe(facts("attachments", Map.of("b", 2L)), facts("cards", Map.of("a", 1L, "b", 2L)));

        assertThat(info.getFeaturesList()).containsExactly("attachments", "cards");
        assertThat(info.getLimitsList()).extracting(Limit::getName).containsExactly("a", "b");
    }

    @Test
    void limitWithTwoValuesIsRefusedAtStartup() {
        assertThatThrownBy(() -> describe(facts("x", Map.of("a", 1L)), facts("y", Map.of("a", 2L))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The limit a is defined twice: 1 and 2");
    }

    private static GetServerInfoResponse info(Channel channel) {
        return ServerServiceGrpc.newBlockingStub(channel).getServerInfo(GetServerInfoRequest.getDefaultInstance());
    }

    private static GetServerInfoResponse describe(ServerFacts... facts) {
        return new ServerGrpcService(List.of(), List.of(facts), Clock.systemUTC()).describe();
    }

    private static ServerFacts facts(String feature, Map<String, Long> limits) {
        return new ServerFacts() {
            @Override
            public Set<String> features() {
                return Set.of(feature);
            }

            @Override
            public Map<String, Long> limits() {
                return limits;
            }
        };
    }
}
