package dev.parley.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/// A key on which the consumer hangs, and which goes on moving.
class HotHangingKeyTest extends OutboxTestbed {

    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final ConcurrentHashMap<String, Long> delivered = new ConcurrentHashMap<>();

    @Test
    void hangingKeyThatMovesDelaysNoFreshEntry() throws InterruptedException {
        consumer.before = entry -> {
            if (entry.key().equals("hanging")) {
                hang();
            }
            delivered.put(entry.key(), System.nanoTime());
        };
        var begun = new ConcurrentHashMap<String, Long>();
        try (OutboxRelay relay = relay(consumer)) {
            relay.start();
            put("hanging", 1, Duration.ZERO);
            relay.wake();
            Thread.sleep(2 * DEADLINE.toMillis() + 1_000);
            for (int i = 0; i < 80; i++) {
                if (i % 5 == 0) {
                    put("hanging", 2 + i, Duration.ZERO);
                }
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
    }

    private static void hang() {
        try {
            Thread.sleep(DEADLINE);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        throw Status.DEADLINE_EXCEEDED.asRuntimeException();
    }
}
