package dev.parley.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.background.Background;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.testing.Bound;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OutboxRelayTest extends OutboxTestbed {

    @Test
    void wokenRelayDeliversAndDeletes() {
        try (OutboxRelay relay = relay(consumer)) {
            relay.start();
            put("a", 1, Duration.ZERO);
            relay.wake();
            await(() -> waiting() == 0);
        }
        assertThat(consumer.versions).containsEntry("a", 1L);
    }

    @Test
    void serversInOneProcessCountSeparately() {
        var others = new SimpleMeterRegistry();
        try (OutboxRelay relay = relay(consumer);
                OutboxRelay idle = relay(others, consumer)) {
            relay.start();
            put("a", 1, Duration.ZERO);
            relay.wake();
            await(() -> delivered(meters) == 1);
            assertThat(idle).isNotNull();
            assertThat(delivered(others)).isZero();
        }
    }

    private static double delivered(MeterRegistry registry) {
        return registry.get("parley.outbox.entries")
                .tag("result", "delivered")
                .counter()
                .count();
    }

    @Test
    void relayWaitsForTheEndOfALease() {
        put("a", 1, Duration.ofHours(1));
        var loop = loop();
        loop.sweep();
        assertThat(consumer.versions).isEmpty();

        advance(Duration.ofHours(1));
        loop.sweep();
        assertThat(consumer.versions).containsEntry("a", 1L);
    }

    @Test
    void olderVersionNeverReplacesANewerOne() {
        put("a", 7, Duration.ZERO);
        put("a", 3, Duration.ZERO);
        loop().sweep();

        assertThat(consumer.versions).containsEntry("a", 7L);
    }

    @Test
    void entrySettledByTheRequestIsDeleted() {
        put("a", 2, Duration.ofSeconds(2));
        settle("a", 1);
        assertThat(waiting()).isEqualTo(1);
        settle("a", 2);
        assertThat(waiting()).isZero();
    }

    @Test
    void versionRecordedDuringDeliveryIsDeliveredToo() {
        put("a", 1, Duration.ZERO);
        var overtaken = new AtomicBoolean();
        consumer.before = entry -> {
            if (overtaken.compareAndSet(false, true)) {
                put("a", 2, Duration.ZERO);
            }
        };
        var loop = loop();
        loop.sweep();
        assertThat(waiting()).isEqualTo(1);

        loop.sweep();
        assertThat(consumer.versions).containsEntry("a", 2L);
        assertThat(waiting()).isZero();
    }

    /// For example a report of everything to a consumer that was restored from a backup: the attempt may have
    /// delivered before.
    @Test
    void putOfTheSameVersionDuringAnAttemptIsNotSettledByIt() {
        put("a", 3, Duration.ZERO);
        duringTheNextDelivery(() -> put("a", 3, Duration.ZERO));
        var loop = loop();
        loop.sweep();
        assertThat(waiting()).isEqualTo(1);

        loop.sweep();
        assertThat(consumer.deliveries).hasValue(2);
        assertThat(waiting()).isZero();
    }

    /// Versions of one key may have been counted in two ways.
    @Test
    void putOfALowerVersionDuringAnAttemptIsNotSettledByIt() {
        put("a", 7, Duration.ZERO);
        duringTheNextDelivery(() -> put("a", 5, Duration.ZERO));
        var loop = loop();
        loop.sweep();
        assertThat(waiting()).isEqualTo(1);
        loop.sweep();
        assertThat(waiting()).isZero();
    }

    @Test
    void putOfTheSameVersionDuringARequestIsNotSettledByIt() {
        put("a", 3, Duration.ofSeconds(2));
        put("a", 3, Duration.ZERO);
        settle("a", 3);
        loop().sweep();
        assertThat(consumer.deliveries).hasValue(1);
        assertThat(waiting()).isZero();
    }

    @Test
    void putDuringAnAttemptIsNeitherDelayedNorParkedByIt() {
        put("a", 3, Duration.ZERO);
        duringTheNextDelivery(() -> {
            put("a", 3, Duration.ZERO);
            throw RequestInvalid.of("thread_id", "string.pattern", "is malformed")
                    .exception();
        });
        var loop = loop();
        loop.sweep();
        assertThat(parked()).isEmpty();
        duringTheNextDelivery(() -> {
            put("a", 3, Duration.ZERO);
            throw Status.UNAVAILABLE.asRuntimeException();
        });
        loop.sweep();
        assertThat(keys("select key from outbox where failures = 0 and attempt_time <= now()"))
                .containsExactly("a");
        loop.sweep();
        assertThat(waiting()).isZero();
    }

    private void duringTheNextDelivery(Runnable what) {
        var done = new AtomicBoolean();
        consumer.before = entry -> {
            if (done.compareAndSet(false, true)) {
                what.run();
            }
        };
    }

    /// A replica that hangs, is paused, or was killed delays what it had claimed by less than five seconds.
    @Test
    void claimsOfADeadRelayDelayOthersByLessThanFiveSeconds() {
        Duration lease = Bound.to(OutboxConfig.class, Map.of()).lease();
        put("a", 1, Duration.ZERO);
        database.transaction(c -> OutboxTable.claim(c, TOPIC, 10, lease));
        try (var relay = new OutboxRelay(database, List.of(consumer), new Background(), meters, lease)) {
            relay.start();
            Awaitility.await().atMost(Duration.ofMillis(4500)).until(() -> waiting() == 0);
        }
    }

    @Test
    void crashBetweenDeliveryAndSettlementDeliversAgain() {
        put("a", 1, Duration.ZERO);
        var claims = database.transaction(c -> OutboxTable.claim(c, TOPIC, 10, Duration.ofSeconds(30)));
        claims.forEach(claim -> consumer.deliver(List.of(claim.entry())));
        var next = loop();
        next.sweep();
        assertThat(consumer.deliveries).hasValue(1);

        advance(Duration.ofSeconds(30));
        next.sweep();
        assertThat(consumer.deliveries).hasValue(2);
        assertThat(waiting()).isZero();
    }

    @Test
    void twoRelaysShareTheWorkAndClaimNothingTwice() {
        IntStream.range(0, 1000).forEach(i -> put("key-" + i, i + 1, Duration.ZERO));
        var other = new Consumed();
        try (OutboxRelay one = relay(consumer);
                OutboxRelay two = relay(other)) {
            one.start();
            two.start();
            await(() -> waiting() == 0);
        }
        assertThat(consumer.deliveries.get() + other.deliveries.get()).isEqualTo(1000);
        IntStream.range(0, 1000)
                .forEach(i -> assertThat(consumer.versions.getOrDefault("key-" + i, 0L)
                                + other.versions.getOrDefault("key-" + i, 0L))
                        .isEqualTo(i + 1));
    }

    @Test
    void slowTopicDoesNotHoldUpOthers() {
        var release = new CountDownLatch(1);
        OutboxTarget slow = new OutboxTarget() {
            @Override
            public String topic() {
                return "slow";
            }

            @Override
            public void deliver(List<OutboxEntry> entries) {
                try {
                    release.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (var relay = relay(slow, consumer)) {
            relay.start();
            put("slow", "a", 1, Duration.ZERO);
            put("b", 1, Duration.ZERO);
            await(() -> consumer.versions.containsKey("b"));
            release.countDown();
        }
    }
}
