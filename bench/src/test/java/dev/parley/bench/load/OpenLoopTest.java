package dev.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class OpenLoopTest {

    private static final long MILLI = 1_000_000;

    /// A clock that moves only when someone waits for it, or when an operation takes time.
    private static final class Hand implements OpenLoop.Ticker {
        private long now = 5_000 * MILLI;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void awaitNanos(long until) {
            now = Math.max(now, until);
        }
    }

    @Test
    void operationsAreScheduledAtEvenIntervals() {
        var clock = new Hand();
        var intended = new ArrayList<Long>();
        long count = new OpenLoop(100, clock).run(Duration.ofMillis(50), (_, nanos) -> intended.add(nanos));
        assertThat(count).isEqualTo(5);
        assertThat(intended).containsExactly(5_000 * MILLI, 5_010 * MILLI, 5_020 * MILLI, 5_030 * MILLI, 5_040 * MILLI);
    }

    @Test
    void stallIsChargedToEveryOperationThatItDelays() {
        var clock = new Hand();
        var lateness = new ArrayList<Long>();
        new OpenLoop(100, clock).run(Duration.ofMillis(60), (number, nanos) -> {
            lateness.add((clock.nanos() - nanos) / MILLI);
            if (number == 1) {
                clock.now += 35 * MILLI;
            }
        });
        assertThat(lateness).containsExactly(0L, 0L, 25L, 15L, 5L, 0L);
    }

    @Test
    void stoppedLoopStartsNothingMore() {
        var loop = new OpenLoop(1000, new Hand());
        long count = loop.run(Duration.ofHours(1), (number, _) -> {
            if (number == 9) {
                loop.stop();
            }
        });
        assertThat(count).isEqualTo(10);
    }

    @Test
    void machineClockIsNeverEarly() {
        var early = new ArrayList<Long>();
        new OpenLoop(500).run(Duration.ofMillis(100), (_, nanos) -> {
            if (System.nanoTime() < nanos) {
                early.add(nanos);
            }
        });
        assertThat(early).isEmpty();
    }

    @Test
    void rateMustBePositive() {
        assertThatThrownBy(() -> new OpenLoop(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OpenLoop(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
