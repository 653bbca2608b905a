package dev.parley.safety.caffeine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.safety.block.FreePairs;
import dev.parley.safety.block.FreePairsContract;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CaffeineFreePairsTest implements FreePairsContract {

    private final AtomicLong nanos = new AtomicLong();

    @Override
    public FreePairs pairs() {
        return new CaffeineFreePairs(100, Duration.ofSeconds(5), nanos::get);
    }

    @Test
    void pairExpiresAtItsAge() {
        FreePairs pairs = pairs();
        pairs.add(ONE, pairs.mark());

        nanos.addAndGet(Duration.ofMillis(4999).toNanos());
        assertThat(pairs.contains(ONE)).isTrue();
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(pairs.contains(ONE)).isFalse();
    }
}
