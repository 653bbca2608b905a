package dev.parley.platform.health;

import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING;
import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.health.HealthWatch.Timing;
import dev.parley.thread.v1.ThreadServiceGrpc;
import dev.parley.thread.v1.ThreadServiceGrpc.ThreadServiceImplBase;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthWatchTest {

    private static final Duration OFTEN = Duration.ofMillis(10);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Background background = new Background();
    private final Store store = new Store();
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void close() {
        over.countDown();
        background.close();
    }

    @Test
    void watchFollowsTheStore() {
        HealthWatch health = start(OFTEN, Duration.ofSeconds(4), HOUR);
        Watch watch = watch(health, "readiness");
        Watch alive = watch(health, "liveness");
        Watch process = watch(health, "");
        store.serving = false;
        watch.await(NOT_SERVING);
        store.serving = true;
        watch.await(SERVING);

        assertThat(watch.seen).startsWith(SERVING, NOT_SERVING, SERVING);
        assertThat(process.seen).containsExactly(SERVING);
        health.end();
        assertThat(watch.seen).endsWith(NOT_SERVING);
        process.await(NOT_SERVING);
        assertThat(alive.seen).containsExactly(SERVING);
    }

    @Test
    void loopIsReportedByItsName() {
        background.repeat("outbox fence", Pace.every(HOUR), () -> false);
        HealthWatch health = start(OFTEN, Duration.ofSeconds(4), HOUR);

        assertThat(watch(health, "loop.outbox-fence").seen).containsExactly(SERVING);
        health.end();
    }

    @Test
    void storeThatDoesNotAnswerIsNotServing() {
        HealthWatch health = start(OFTEN, Duration.ofMillis(100), HOUR);
        Watch all = watch(health, "readiness");
        Watch service = watch(health, ThreadServiceGrpc.SERVICE_NAME);
        Watch dependency = watch(health, "dependency.postgres.thread");
        store.hangs = true;

        all.await(NOT_SERVING);
        service.await(NOT_SERVING);
        dependency.await(NOT_SERVING);
        health.end();
    }

    /// The loop itself hangs, as it does if the log or all threads of calls and loops hang.
    @Test
    void statusThatIsNoLongerCheckedIsNotServing() {
        HealthWatch health = start(OFTEN, Duration.ofSeconds(4), Duration.ofMillis(300));
        Watch all = watch(health, "readiness");
        Watch alive = watch(health, "liveness");
        Watch service = watch(health, ThreadServiceGrpc.SERVICE_NAME);
        Watch dependency = watch(health, "dependency.postgres.thread");
        store.hangsTheLoop = true;

        all.await(NOT_SERVING);
        alive.await(NOT_SERVING);
        service.await(NOT_SERVING);
        dependency.await(NOT_SERVING);

        store.hangsTheLoop = false;
        all.await(SERVING);
        alive.await(SERVING);
        health.end();
    }

    private HealthWatch start(Duration period, Duration patience, Duration stale) {
        BindableService threads = new ThreadServiceImplBase() {};
        var health = new HealthWatch(
                List.of(threads),
                List.of(store),
                background,
                new Timing(period, patience, stale, Duration.ofMinutes(1)));
        health.start();
        return health;
    }

    @SuppressWarnings("unchecked")
    private static Watch watch(HealthWatch health, String name) {
        var method = (ServerMethodDefinition<HealthCheckRequest, HealthCheckResponse>) health.service()
                .bindService()
                .getMethod(HealthGrpc.getWatchMethod().getFullMethodName());
        var watch = new Watch();
        var listener = method.getServerCallHandler().startCall(watch, new Metadata());
        listener.onMessage(HealthCheckRequest.newBuilder().setService(name).build());
        listener.onHalfClose();
        return watch;
    }

    private final class Store implements DependencyCheck {

        private volatile boolean serving = true;
        private volatile boolean hangs;
        private volatile boolean hangsTheLoop;

        @Override
        public String name() {
            return "postgres.thread";
        }

        @Override
        public boolean isNeededBy(String grpcService) {
            while (hangsTheLoop && over.getCount() > 0) {
                LockSupport.parkNanos(OFTEN.toNanos());
            }
            return true;
        }

        @Override
        public boolean isServing() {
            while (hangs && over.getCount() > 0) {
                LockSupport.parkNanos(OFTEN.toNanos());
                boolean _ = Thread.interrupted();
            }
            return serving;
        }
    }

    /// A watch, and the statuses that it was told.
    private static final class Watch extends ServerCall<HealthCheckRequest, HealthCheckResponse> {

        private final List<ServingStatus> seen = new CopyOnWriteArrayList<>();

        private void await(ServingStatus status) {
            Awaitility.await().atMost(20, SECONDS).until(() -> !seen.isEmpty() && seen.getLast() == status);
        }

        @Override
        public void sendMessage(HealthCheckResponse response) {
            seen.add(response.getStatus());
        }

        @Override
        public void request(int count) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void close(Status status, Metadata trailers) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<HealthCheckRequest, HealthCheckResponse> getMethodDescriptor() {
            return HealthGrpc.getWatchMethod();
        }
    }
}
