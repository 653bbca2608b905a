package dev.parley.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.thread.v1.GetThreadRequest;
import dev.parley.thread.v1.GetThreadResponse;
import dev.parley.thread.v1.ThreadServiceGrpc;
import dev.parley.thread.v1.ThreadServiceGrpc.ThreadServiceImplBase;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status.Code;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallMeterTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CompletableFuture<ServerCallStreamObserver<GetThreadResponse>> asked = new CompletableFuture<>();
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        String name = UUID.randomUUID().toString();
        server = InProcessServerBuilder.forName(name)
                .addService(new Patient())
                .intercept(new CallMeterInterceptor(registry))
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void answeredCallCountsOnceByItsCode() {
        call();
        var response = asked.join();
        response.onNext(GetThreadResponse.getDefaultInstance());
        response.onCompleted();

        await().atMost(SOON).until(() -> count(Code.OK) == 1);
        assertThat(count(Code.CANCELLED)).isZero();
    }

    @Test
    void callWhoseCallerWentCountsOnceAsCancelled() {
        ClientCall<GetThreadRequest, GetThreadResponse> call = call();
        var response = asked.join();
        call.cancel("Gone", null);

        await().atMost(SOON).until(() -> count(Code.CANCELLED) == 1);
        await().atMost(SOON).until(response::isCancelled);
        assertThat(registry.find("parley.calls").timers()).hasSize(1);
    }

    private ClientCall<GetThreadRequest, GetThreadResponse> call() {
        var call = channel.newCall(ThreadServiceGrpc.getGetThreadMethod(), io.grpc.CallOptions.DEFAULT);
        ClientCalls.futureUnaryCall(call, GetThreadRequest.getDefaultInstance());
        return call;
    }

    private long count(Code code) {
        Timer timer = registry.find("parley.calls").tag("code", code.name()).timer();
        return timer == null ? 0 : timer.count();
    }

    private final class Patient extends ThreadServiceImplBase {
        @Override
        public void getThread(GetThreadRequest request, StreamObserver<GetThreadResponse> response) {
            asked.complete((ServerCallStreamObserver<GetThreadResponse>) response);
        }
    }
}
