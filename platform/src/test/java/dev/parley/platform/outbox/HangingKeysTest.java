package dev.parley.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A consumer that lets calls for some keys wait until their deadlines.
class HangingKeysTest extends OutboxTestbed {

    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final ConcurrentHashMap<String, Long> delivered = new ConcurrentHashMap<>();

    @Test
    void threeKeysDelayNoFreshEntry() throws InterruptedException {
        IntStream.range(0, 3).forEach(i -> put("hanging-" + i, 1, Duration.ZERO));
        fail(1);
        consumer.before = entry -> {
            if (entry.key().startsWith("hanging")) {
                hang();
            }
            delivered.put(entry.key(), System.nanoTime());
        };
        var begun = new ConcurrentHashMap<String, Long>();
        try (OutboxRelay relay = relay(consumer)) {
            relay.start();
            for (int i = 0; i < 80; i++) {
                String key = "fresh-" + i;
                begun.put(key, System.nanoTime());
                put(key, 1, Duration.ZERO);
                relay.wake();
                Thread.sleep(100);
            }
            await(() -> delivered.size() == begun.size());
        }
        long longest = begun.entrySet().stream()
                .mapToLong(entry -> delivered.get(entry.getKey()) - entry.getValue())
                .max()
                .orElseThrow();
        assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(1));
        assertThat(keys("select key from outbox where failures > 1 order by key"))
                .containsExactly("hanging-0", "hanging-1", "hanging-2");
    }

    @Test
    void keyThatHangsWhileOthersAreAcceptedWaitsSixTimesAsLong() {
        assertThat(waitAfter(DEADLINE, true)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
    }

    @Test
    void keyThatFailsFastWhileOthersAreAcceptedWaitsItsBackoff() {
        assertThat(waitAfter(Duration.ofMillis(1), true)).isLessThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void keyThatHangsForVeryLongWaitsAMinute() {
        assertThat(waitAfter(Duration.ofMinutes(1), true)).isBetween(Duration.ofSeconds(58), Duration.ofSeconds(60));
    }

    @Test
    void keyThatHangsLikeAllOthersIsRetriedSoon() {
        assertThat(waitAfter(DEADLINE, false)).isLessThanOrEqualTo(Duration.ofSeconds(3));
    }

    /// Returns how long a key waits after its second attempt.
    private Duration waitAfter(Duration attempt, boolean othersAreAccepted) {
        put("hanging", 1, Duration.ZERO);
        fail(1);
        var clock = new AtomicLong();
        var loops = loop(clock::get);
        consumer.before = entry -> {
            if (entry.key().equals("hanging")) {
                clock.incrementAndGet();
                if (othersAreAccepted) {
                    put("good", 1, Duration.ZERO);
                    loops.target().sweep();
                }
                clock.addAndGet(attempt.toNanos());
                throw Status.DEADLINE_EXCEEDED.asRuntimeException();
            }
        };
        loops.sweep();
        assertThat(keys("select key from outbox where failures = 2")).containsExactly("hanging");
        String millis = keys("select (extract(epoch from attempt_time - now()) * 1000)::bigint::text from outbox")
                .getFirst();
        return Duration.ofMillis(Long.parseLong(millis));
    }

    private static void hang() {
        try {
            Thread.sleep(DEADLINE);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        throw Status.DEADLINE_EXCEEDED.asRuntimeException();
    }

    /// Lets all entries have failed before.
    private void fail(int failures) {
        database.transaction(c -> {
            try (var update = c.prepareStatement("update outbox set failures = ?")) {
                update.setInt(1, failures);
                return update.executeUpdate();
            }
        });
    }
}
