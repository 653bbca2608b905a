package dev.parley.platform.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.backlog.Backlog;
import dev.parley.platform.backlog.BacklogConfig;
import dev.parley.platform.backlog.BacklogWatch;
import dev.parley.platform.backlog.ParkedKey;
import dev.parley.platform.health.HealthWatch.Timing;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthImplBase;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The health names of loops and backlogs, which affect no other name.
class LoopHealthTest {

    private static final Duration SHORT = Duration.ofMillis(10);

    private final Background background = new Background();
    private final HealthWatch health = new HealthWatch(
            List.of(),
            List.of(),
            background,
            new Timing(SHORT, Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ofMillis(50)));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void end() {
        health.end();
        background.close();
    }

    private static final class Waiting implements Backlog {
        volatile Depth depth = new Depth(0, Duration.ZERO);

        @Override
        public String topic() {
            return "thread.fence";
        }

        @Override
        public Depth depth() {
            return depth;
        }

        @Override
        public List<ParkedKey> parked(String after, int limit) {
            return List.of();
        }

        @Override
        public boolean retry(String key) {
            return false;
        }
    }

    private ServingStatus status(String name) {
        var statuses = new ArrayList<ServingStatus>();
        ((HealthImplBase) health.service())
                .check(HealthCheckRequest.newBuilder().setService(name).build(), new StreamObserver<>() {
                    @Override
                    public void onNext(HealthCheckResponse response) {
                        statuses.add(response.getStatus());
                    }

                    @Override
                    public void onError(Throwable unknown) {
                        statuses.add(ServingStatus.SERVICE_UNKNOWN);
                    }

                    @Override
                    public void onCompleted() {}
                });
        return statuses.getFirst();
    }

    private void awaitStatus(String name, ServingStatus status) {
        await().atMost(Duration.ofSeconds(10)).until(() -> status(name) == status);
    }

    @Test
    void loopWithoutASuccessfulRoundIsNotServingAndFailsNoOtherName() {
        background
                .repeat("broken", Pace.every(SHORT), () -> {
                    throw new StackOverflowError();
                })
                .start();
        background.repeat("working", Pace.every(SHORT), () -> false).start();
        health.start();
        awaitStatus("loop.broken", ServingStatus.NOT_SERVING);
        awaitStatus("loop.working", ServingStatus.SERVING);
        assertThat(status("")).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void parkedKeyOrOldUpdateMakesItsTopicUnhealthyAndFailsNoOtherName() {
        var waiting = new Waiting();
        health.start();
        try (var watch = new BacklogWatch(
                List.of(waiting), health, new BacklogConfig(Duration.ofMinutes(1)), background, meters)) {
            awaitStatus("backlog.thread.fence", ServingStatus.SERVING);
            waiting.depth = new Backlog.Depth(0, Duration.ofSeconds(61));
            measure();
            awaitStatus("backlog.thread.fence", ServingStatus.NOT_SERVING);
            assertThat(meters.get("parley.backlog.age").timeGauge().value(TimeUnit.SECONDS))
                    .isEqualTo(61.0);
            waiting.depth = new Backlog.Depth(2, Duration.ZERO);
            measure();
            awaitStatus("backlog.thread.fence", ServingStatus.NOT_SERVING);
            await().atMost(Duration.ofSeconds(10)).until(() -> gauge("parley.backlog.parked.keys") == 2);
            assertThat(status("")).isEqualTo(ServingStatus.SERVING);
            waiting.depth = new Backlog.Depth(0, Duration.ZERO);
            measure();
            awaitStatus("backlog.thread.fence", ServingStatus.SERVING);
            assertThat(watch).isNotNull();
        }
    }

    private void measure() {
        background.loops().stream()
                .filter(loop -> loop.name().equals("backlog"))
                .forEach(loop -> loop.wake());
    }

    private double gauge(String name) {
        return meters.get(name).tag("topic", "thread.fence").gauge().value();
    }
}
