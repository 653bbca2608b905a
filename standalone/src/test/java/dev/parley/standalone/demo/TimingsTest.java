package dev.parley.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TimingsTest {

    private final Timings timings = new Timings();

    @Test
    void percentilesAreTakenByTheNearestRank() {
        for (int nanos = 3000; nanos > 0; nanos--) {
            timings.add(nanos);
        }
        assertThat(timings.percentile(50)).isEqualTo(Duration.ofNanos(1500));
        assertThat(timings.percentile(99)).isEqualTo(Duration.ofNanos(2970));
        assertThat(timings.percentile(100)).isEqualTo(Duration.ofNanos(3000));
    }

    @Test
    void negativeDurationsCount() {
        timings.add(-5);
        timings.add(5);
        assertThat(timings.percentile(50)).isEqualTo(Duration.ofNanos(-5));
    }

    @Test
    void nothingTakesNoTime() {
        assertThat(timings.percentile(99)).isZero();
    }
}
