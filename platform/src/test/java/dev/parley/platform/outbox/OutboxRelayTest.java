package dev.parley.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SampleDatabase;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.testing.MutableClock;
import dev.parley.platform.testing.TestPostgres;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxRelayTest {

    private static final String TOPIC = "fence";

    private final MutableClock clock = new MutableClock(Instant.now().plusSeconds(60));
    private final Consumed consumer = new Consumed();
    private SampleDatabase sample;
    private Database database;

    @BeforeEach
    void create() {
        sample = SampleDatabase.create(TestPostgres.database());
        database = sample.database();
    }

    @AfterEach
    void close() {
        sample.close();
    }

    @Test
    void wokenRelayDeliversAndForgets() {
        try (OutboxRelay relay = relay(consumer)) {
            relay.start();
            put("a", 1, Duration.ZERO);
            relay.wake();
            await(() -> waiting() == 0);
        }
        assertThat(consumer.versions).containsEntry("a", 1L);
    }

    @Test
    void leaseKeepsTheRelayAwayUntilItEnds() {
        put("a", 1, Duration.ofHours(1));
        var loop = new TargetLoop(database, consumer, clock);
        loop.sweep(0);
        assertThat(consumer.versions).isEmpty();

        clock.advance(Duration.ofHours(1));
        loop.sweep(0);
        assertThat(consumer.versions).containsEntry("a", 1L);
    }

    @Test
    void olderVersionNeverReplacesANewerOne() {
        put("a", 7, Duration.ZERO);
        put("a", 3, Duration.ZERO);
        new TargetLoop(database, consumer, clock).sweep(0);

        assertThat(consumer.versions).containsEntry("a", 7L);
    }

    @Test
    void settledByTheRequestItselfNothingIsLeft() {
        put("a", 2, Duration.ofSeconds(2));
        settle("a", 1);
        assertThat(waiting()).isEqualTo(1);
        settle("a", 2);
        assertThat(waiting()).isZero();
    }

    @Test
    void versionThatComesDuringDeliveryIsDeliveredToo() {
        put("a", 1, Duration.ZERO);
        var overtaken = new AtomicBoolean();
        consumer.before = entry -> {
            if (overtaken.compareAndSet(false, true)) {
                put("a", 2, Duration.ZERO);
            }
        };
        var loop = new TargetLoop(database, consumer, clock);
        loop.sweep(0);
        assertThat(waiting()).isEqualTo(1);

        loop.sweep(0);
        assertThat(consumer.versions).containsEntry("a", 2L);
        assertThat(waiting()).isZero();
    }

    @Test
    void crashBetweenDeliveryAndSettlingDeliversAgain() {
        put("a", 1, Duration.ZERO);
        consumer.after = entry -> {
            throw new StackOverflowError("the process dies here");
        };
        try {
            new TargetLoop(database, consumer, clock).sweep(0);
        } catch (StackOverflowError death) {
            assertThat(consumer.deliveries).hasValue(1);
        }
        consumer.after = entry -> {};
        var next = new TargetLoop(database, consumer, clock);
        next.sweep(0);
        assertThat(consumer.deliveries).hasValue(1);

        clock.advance(Duration.ofSeconds(30));
        next.sweep(0);
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
    void badKeyIsParkedAndStopsNobody() {
        IntStream.range(0, 50).forEach(i -> put("key-" + i, 1, Duration.ZERO));
        consumer.before = entry -> {
            if (entry.key().equals("key-7")) {
                throw RequestInvalid.of("thread_id", "string.pattern", "is malformed").exception();
            }
        };
        try (OutboxRelay relay = relay(consumer)) {
            relay.start();
            await(() -> waiting() == 1);
        }
        assertThat(consumer.versions).hasSize(49).doesNotContainKey("key-7");
        assertThat(parked()).containsExactly("key-7");

        consumer.before = entry -> {};
        put("key-7", 2, Duration.ZERO);
        new TargetLoop(database, consumer, clock).sweep(0);
        assertThat(consumer.versions).containsEntry("key-7", 2L);
        assertThat(waiting()).isZero();
    }

    @Test
    void keyThatFailsForAWhileStopsNobodyAndIsTriedAgain() {
        IntStream.range(0, 20).forEach(i -> put("key-" + i, 1, Duration.ZERO));
        consumer.before = entry -> {
            if (entry.key().equals("key-3")) {
                throw Status.UNAVAILABLE.asRuntimeException();
            }
        };
        var loop = new TargetLoop(database, consumer, clock);
        loop.sweep(0);
        assertThat(consumer.versions).hasSize(19);
        assertThat(parked()).isEmpty();

        consumer.before = entry -> {};
        clock.advance(Duration.ofMillis(100));
        loop.sweep(0);
        assertThat(waiting()).isZero();
    }

    @Test
    void consumerThatIsDownIsNotAskedForEachKey() {
        IntStream.range(0, 100).forEach(i -> put("key-" + i, 1, Duration.ZERO));
        consumer.before = entry -> {
            throw Status.UNAVAILABLE.asRuntimeException();
        };
        var loop = new TargetLoop(database, consumer, clock);
        assertThat(loop.sweep(0).down()).isTrue();
        assertThat(consumer.calls).hasValue(4);

        consumer.before = entry -> {};
        clock.advance(Duration.ofSeconds(1));
        assertThat(loop.sweep(1).down()).isFalse();
        assertThat(waiting()).isZero();
        assertThat(consumer.versions).hasSize(100);
    }

    @Test
    void slowTopicHoldsUpNoOther() {
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
        try (var relay = new OutboxRelay(database, List.of(slow, consumer), clock)) {
            relay.start();
            put("slow", "a", 1, Duration.ZERO);
            put("b", 1, Duration.ZERO);
            await(() -> consumer.versions.containsKey("b"));
            release.countDown();
        }
    }

    private OutboxRelay relay(OutboxTarget target) {
        return new OutboxRelay(database, List.of(target), clock);
    }

    private void put(String key, long version, Duration lease) {
        put(TOPIC, key, version, lease);
    }

    private void put(String topic, String key, long version, Duration lease) {
        database.transaction(c -> {
            Outbox.put(c, topic, key, version, lease);
            return true;
        });
    }

    private void settle(String key, long version) {
        database.transaction(c -> {
            Outbox.settle(c, TOPIC, key, version);
            return true;
        });
    }

    private long waiting() {
        return keys("select key from outbox").size();
    }

    private List<String> parked() {
        return keys("select key from outbox where parked_reason is not null");
    }

    private List<String> keys(String query) {
        return database.read(c -> {
            try (var statement = c.prepareStatement(query)) {
                return Rows.list(statement, row -> row.getString(1));
            }
        });
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(15, TimeUnit.SECONDS).until(condition);
    }

    /// A consumer that keeps the newest version of each key.
    private static final class Consumed implements OutboxTarget {

        private final ConcurrentHashMap<String, Long> versions = new ConcurrentHashMap<>();
        private final AtomicInteger deliveries = new AtomicInteger();
        private final AtomicInteger calls = new AtomicInteger();
        private volatile Consumer<OutboxEntry> before = entry -> {};
        private volatile Consumer<OutboxEntry> after = entry -> {};

        @Override
        public String topic() {
            return TOPIC;
        }

        @Override
        public void deliver(List<OutboxEntry> entries) {
            calls.incrementAndGet();
            entries.forEach(before);
            entries.forEach(entry -> {
                versions.merge(entry.key(), entry.version(), Math::max);
                deliveries.incrementAndGet();
                after.accept(entry);
            });
        }
    }
}
