package dev.parley.platform.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.client.TokenCredentials;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestTokens;
import dev.parley.thread.internal.v1.CheckAccessRequest;
import dev.parley.thread.internal.v1.CheckAccessResponse;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc.ThreadPolicyServiceImplBase;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.exceptions.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceChannelsTest {

    @TempDir
    private Path directory;

    @Test
    void callsCarryTheTokenOfTheFile() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), TestTokens.service("thread-service") + "\n");
        var neighbour = new Neighbouring();
        try (var service =
                ServiceUnderTest.start(List.of(), Map.of("parley.token-file", file.toString()), neighbour.guarded())) {
            call(service);
            assertThat(neighbour.authorization)
                    .hasValue("Bearer " + Files.readString(file).strip());
        }
    }

    @Test
    void callsCarryALocallySignedTokenWithoutAFile() {
        var neighbour = new Neighbouring();
        try (var service = ServiceUnderTest.start(List.of(), Map.of(), neighbour.guarded())) {
            call(service);
            assertThat(neighbour.authorization.get()).startsWith("Bearer eyJ");
        }
    }

    @Test
    void serviceThatDoesNotRespondIsUnavailableInTime() {
        try (var service = ServiceUnderTest.start(List.of(), Map.of(), new Silent())) {
            long start = System.nanoTime();
            var problem =
                    catchThrowableOfType(ProblemException.class, () -> Neighbour.call("thread", () -> call(service)));
            assertThat(problem.problem()).isEqualTo(new DependencyUnavailable("thread", Duration.ofSeconds(1)));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void serviceThatIsDownIsUnavailable() {
        Map<String, Object> nowhere = Map.of("parley.targets.thread", "127.0.0.1:1");
        try (var service = ServiceUnderTest.start(List.of(), nowhere)) {
            assertThatThrownBy(() -> Neighbour.call("thread", () -> call(service)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage("DependencyUnavailable");
        }
    }

    @Test
    void anyOtherStatusIsPassedOn() {
        assertThatThrownBy(() -> Neighbour.call("thread", () -> {
                    throw Status.NOT_FOUND.asRuntimeException();
                }))
                .isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void missingTargetIsReportedInOneSentence() {
        try (var service = ServiceUnderTest.start(List.of(), Map.of())) {
            assertThatThrownBy(() -> service.bean(ServiceChannels.class).to("billing"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("PARLEY_TARGETS_BILLING");
        }
    }

    private static CheckAccessResponse call(ServiceUnderTest service) {
        return ThreadPolicyServiceGrpc.newBlockingStub(
                        service.bean(ServiceChannels.class).to("thread"))
                .checkAccess(CheckAccessRequest.newBuilder()
                        .setThreadId("thr_1")
                        .setUserId("usr_1")
                        .build());
    }

    private static final class Silent extends ThreadPolicyServiceImplBase {
        @Override
        public void checkAccess(CheckAccessRequest request, StreamObserver<CheckAccessResponse> response) {
            assertThat(response).isNotNull();
        }
    }

    private static final class Neighbouring extends ThreadPolicyServiceImplBase {

        private final AtomicReference<String> authorization = new AtomicReference<>("");

        @Override
        public void checkAccess(CheckAccessRequest request, StreamObserver<CheckAccessResponse> response) {
            response.onNext(CheckAccessResponse.getDefaultInstance());
            response.onCompleted();
        }

        io.grpc.BindableService guarded() {
            ServerInterceptor reader = new ServerInterceptor() {
                @Override
                public <Q, R> ServerCall.Listener<Q> interceptCall(
                        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
                    authorization.set(headers.get(TokenCredentials.AUTHORIZATION));
                    return next.startCall(call, headers);
                }
            };
            return () -> ServerInterceptors.intercept(this, reader);
        }
    }
}
