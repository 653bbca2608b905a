package dev.parley.platform.background;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.background.LoopState.LogEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopStateTest {

    private static final Pace PACE = Pace.every(Duration.ofMillis(500));

    private long now = Long.MAX_VALUE - 5;
    private final LoopState state = new LoopState(PACE, () -> 0, now);

    @Test
    void withoutFailuresItRunsAtTheInterval() {
        state.succeeded(now);
        assertThat(pause()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void backOffDoublesUpToItsMaximumAndEndsWithTheFirstSuccess() {
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 8; i++) {
            state.failed(now);
            pauses.add(pause().toMillis());
        }
        assertThat(pauses).containsExactly(100L, 200L, 400L, 800L, 1600L, 3000L, 3000L, 3000L);
        state.succeeded(now);
        assertThat(pause()).isEqualTo(PACE.interval());
    }

    @Test
    void backOffIsShortenedByUpToAHalf() {
        var shortened = new LoopState(PACE, () -> 0.5, now);
        shortened.failed(now);
        assertThat(Duration.ofNanos(shortened.pause())).isEqualTo(Duration.ofMillis(75));
    }

    @Test
    void infrequentLoopBacksOffUpToItsInterval() {
        assertThat(Pace.every(Duration.ofMinutes(1)).backoff(100)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void failureIsLoggedOnceThenEverMoreRarely() {
        var minutes = new ArrayList<Integer>();
        assertThat(state.failed(now)).isEqualTo(LogEvent.STARTED_TO_FAIL);
        for (int minute = 1; minute <= 200; minute++) {
            now += Duration.ofMinutes(1).toNanos();
            if (state.failed(now) == LogEvent.STILL_FAILING) {
                minutes.add(minute);
            }
        }
        assertThat(minutes).isEqualTo(List.of(1, 3, 7, 15, 31, 63, 123, 183));
        assertThat(state.succeeded(now)).isEqualTo(LogEvent.RECOVERED);
        assertThat(state.succeeded(now)).isEqualTo(LogEvent.NONE);
        assertThat(state.failed(now)).isEqualTo(LogEvent.STARTED_TO_FAIL);
    }

    @Test
    void lastSuccessIsKeptWhileItFails() {
        long before = now;
        state.succeeded(before);
        state.failed(now + 1000);
        assertThat(state.lastSuccess()).isEqualTo(before);
        assertThat(state.isFailing()).isTrue();
    }

    private Duration pause() {
        return Duration.ofNanos(state.pause());
    }
}
