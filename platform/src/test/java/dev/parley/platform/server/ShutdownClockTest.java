package dev.parley.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.server.ShutdownClock.Phase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ShutdownClockTest {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final long START = 7_000_000_000L;

    private final AtomicLong now = new AtomicLong(START);

    @Test
    void phasesThatAllHangEndWithinTheGracePeriodAndTenSeconds() {
        assertThat(hangEverywhere(clock(false)))
                .isLessThanOrEqualTo(GRACE.plus(ShutdownClock.LONGEST_AFTER_GRACE))
                .isGreaterThan(GRACE.plusSeconds(8));
    }

    @Test
    void phasesThatAllHangWithoutAStoreEndWithinFourSeconds() {
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(hangEverywhere(clock(true))).isLessThanOrEqualTo(ShutdownClock.LONGEST_CUT_OFF);
    }

    @Test
    void phaseAfterAQuickOneHasItsWholeLimit() {
        assertThat(clock(false).of(Phase.LOOPS)).isEqualTo(Duration.ofSeconds(5));
        assertThat(clock(false).of(Phase.TASKS)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void everyPhaseHasTimeEvenIfAllEarlierOnesHang() {
        for (boolean cutOff : new boolean[] {false, true}) {
            now.set(START);
            ShutdownClock clock = clock(cutOff);
            pass(clock.grace().plus(clock.lastMoments()));
            pass(clock.of(Phase.LOOPS).plus(clock.lastMoments()));
            assertThat(clock.of(Phase.TASKS)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
            pass(clock.of(Phase.TASKS));
            assertThat(clock.of(Phase.POOLS)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        }
    }

    @Test
    void shutdownThatIsLateHasNoTimeLeft() {
        pass(Duration.ofMinutes(1));
        assertThat(clock(false).of(Phase.POOLS)).isEqualTo(Duration.ZERO);
        assertThat(clock(false).grace()).isEqualTo(Duration.ZERO);
    }

    @Test
    void shortGracePeriodIsNotProlonged() {
        var clock = new ShutdownClock(now::get, START, Duration.ofMillis(300), true);
        assertThat(clock.grace()).isEqualTo(Duration.ofMillis(300));
    }

    private Duration hangEverywhere(ShutdownClock clock) {
        pass(clock.grace().plus(clock.lastMoments()));
        pass(clock.of(Phase.LOOPS).plus(clock.lastMoments()));
        pass(clock.of(Phase.TASKS));
        pass(clock.of(Phase.POOLS));
        return Duration.ofNanos(now.get() - START);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private ShutdownClock clock(boolean cutOff) {
        return new ShutdownClock(now::get, START, GRACE, cutOff);
    }
}
