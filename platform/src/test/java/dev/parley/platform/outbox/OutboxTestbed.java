package dev.parley.platform.outbox;

import dev.parley.platform.background.Background;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SampleDatabase;
import dev.parley.platform.testing.TestPostgres;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// An outbox in its own database, a way to let time pass, and a consumer that behaves as the test specifies.
abstract class OutboxTestbed {

    static final String TOPIC = "fence";
    static final Duration LEASE = Duration.ofSeconds(30);

    final Consumed consumer = new Consumed();
    final MeterRegistry meters = new SimpleMeterRegistry();
    private SampleDatabase sample;
    Database database;

    @BeforeEach
    void create() {
        sample = SampleDatabase.create(TestPostgres.database());
        database = sample.database();
    }

    @AfterEach
    void close() {
        sample.close();
    }

    OutboxRelay relay(OutboxTarget... targets) {
        return relay(meters, targets);
    }

    /// Creates a relay of another server.
    OutboxRelay relay(MeterRegistry registry, OutboxTarget... targets) {
        return new OutboxRelay(database, List.of(targets), new Background(), registry, LEASE);
    }

    Loops loop() {
        return loop(System::nanoTime);
    }

    Loops loop(LongSupplier clock) {
        return new Loops(new TargetLoop(database, consumer, new OutboxMeters(meters, TOPIC), LEASE, clock));
    }

    /// Both loops of a target. Retries come first, so that an entry is tried alone at most once.
    record Loops(TargetLoop target) {

        boolean sweep() {
            boolean more = target.retry();
            return target.sweep() || more;
        }
    }

    void put(String key, long version, Duration lease) {
        put(TOPIC, key, version, lease);
    }

    void put(String topic, String key, long version, Duration lease) {
        database.transaction(c -> {
            Outbox.put(c, topic, key, version, lease);
            return true;
        });
    }

    void settle(String key, long version) {
        database.transaction(c -> {
            Outbox.settle(c, TOPIC, key, version);
            return true;
        });
    }

    /// Lets time pass for waiting entries.
    void advance(Duration time) {
        database.transaction(c -> {
            try (var update = c.prepareStatement(
                    "update outbox set attempt_time = attempt_time - ? * interval '1 millisecond'")) {
                update.setLong(1, time.toMillis());
                return update.executeUpdate();
            }
        });
    }

    long waiting() {
        return keys("select key from outbox").size();
    }

    List<String> parked() {
        return keys("select key from outbox where parked_reason is not null");
    }

    List<String> keys(String query) {
        return database.withConnection(c -> {
            try (var statement = c.prepareStatement(query)) {
                return Rows.list(statement, row -> row.getString(1));
            }
        });
    }

    static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(condition);
    }

    /// A consumer that keeps the newest version of each key.
    static final class Consumed implements OutboxTarget {

        final ConcurrentHashMap<String, Long> versions = new ConcurrentHashMap<>();
        final AtomicInteger deliveries = new AtomicInteger();
        final AtomicInteger calls = new AtomicInteger();
        volatile Consumer<OutboxEntry> before = entry -> {};

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
            });
        }
    }
}
