package dev.parley.message.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class BreakerTest {

    @Test
    void afterACallWithoutAResponseOneProbePerPauseIsAdmittedUntilAResponseArrives() {
        var breaker = new Breaker(Duration.ofMillis(50));
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.isOpen()).isFalse();

        assertThat(breaker.unanswered(System.nanoTime())).as("news").isTrue();
        assertThat(breaker.unanswered(System.nanoTime())).as("no change").isFalse();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.admits()).isFalse();

        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> !breaker.isOpen());
        assertThat(breaker.admits()).as("the probe").isTrue();
        assertThat(breaker.admits()).as("another call in parallel").isFalse();

        assertThat(breaker.answered()).as("news").isTrue();
        assertThat(breaker.answered()).as("no change").isFalse();
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void lateFailureOfACallThatBeganBeforeAResponseChangesNothing() {
        var breaker = new Breaker(Duration.ofMinutes(1));
        long begun = System.nanoTime();
        breaker.answered();
        assertThat(breaker.unanswered(begun)).as("news").isFalse();
        assertThat(breaker.isOpen()).isFalse();
    }
}
