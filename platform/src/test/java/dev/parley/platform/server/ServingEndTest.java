package dev.parley.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.thread.internal.v1.CheckAccessRequest;
import dev.parley.thread.internal.v1.CheckAccessResponse;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ServingEndTest {

    @Test
    void runningCallFinishesAndHealthIsNotServing() throws Exception {
        var service = start(Map.of(GatedService.ENABLED, true));
        var statuses = new Statuses();
        HealthGrpc.newStub(service.channel()).watch(HealthCheckRequest.getDefaultInstance(), statuses);
        await(() -> statuses.seen.contains(ServingStatus.SERVING));
        ListenableFuture<CheckAccessResponse> call = call(service);
        GatedService gated = service.bean(GatedService.class);
        assertThat(gated.entered.await(20, TimeUnit.SECONDS)).isTrue();

        var closing = CompletableFuture.runAsync(service.context()::close);
        await(() -> statuses.seen.contains(ServingStatus.NOT_SERVING));
        assertThat(closing).isNotDone();
        gated.gate.countDown();

        assertThat(call.get(20, TimeUnit.SECONDS).getReadable()).isTrue();
        service.close();
        closing.get(20, TimeUnit.SECONDS);
    }

    @Test
    void callThatDoesNotEndIsCancelledAfterTheGracePeriod() throws Exception {
        var service = start(Map.of(GatedService.ENABLED, true, "parley.server.grace", "300ms"));
        ListenableFuture<CheckAccessResponse> call = call(service);
        assertThat(service.bean(GatedService.class).entered.await(20, TimeUnit.SECONDS))
                .isTrue();

        long start = System.nanoTime();
        service.context().close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        service.close();
    }

    private static ServiceUnderTest start(Map<String, Object> settings) {
        return ServiceUnderTest.start(List.of(), settings);
    }

    private static ListenableFuture<CheckAccessResponse> call(ServiceUnderTest service) {
        return ThreadPolicyServiceGrpc.newFutureStub(service.asService("bff", "thread.policy"))
                .checkAccess(CheckAccessRequest.newBuilder()
                        .setThreadId("thr_1")
                        .setUserId("usr_1")
                        .build());
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(condition);
    }

    private static final class Statuses implements StreamObserver<HealthCheckResponse> {

        private final List<ServingStatus> seen = new CopyOnWriteArrayList<>();

        @Override
        public void onNext(HealthCheckResponse response) {
            seen.add(response.getStatus());
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
