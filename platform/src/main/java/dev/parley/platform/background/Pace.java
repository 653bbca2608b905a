package dev.parley.platform.background;

import java.time.Duration;

/// How often a loop runs.
///
/// @param interval the longest pause between two rounds while there are no failures
/// @param firstBackoff the pause after the first failure; it doubles with each further one
/// @param longestBackoff the maximum of that pause. Each pause is shortened by up to a half, at random, so
/// that
///                        replicas do not retry at the same moment
public record Pace(Duration interval, Duration firstBackoff, Duration longestBackoff) {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(3);

    /// Refuses a zero pause, and a maximum below the first back-off.
    public Pace {
        if (!interval.isPositive() || !firstBackoff.isPositive() || longestBackoff.compareTo(firstBackoff) < 0) {
            throw new IllegalArgumentException("A pace needs an interval, and a back-off up to a maximum");
        }
    }

    /// Runs at an interval; backs off from 100 ms to 3 s, or to the interval if that is longer.
    public static Pace every(Duration interval) {
        return new Pace(interval, FIRST_BACKOFF, interval.compareTo(LONGEST_BACKOFF) > 0 ? interval : LONGEST_BACKOFF);
    }

    /// Returns the same interval with another back-off.
    public Pace backingOff(Duration first, Duration longest) {
        return new Pace(interval, first, longest);
    }

    /// Returns the pause after a number of failures in a row, before it is shortened.
    Duration backoff(int failures) {
        Duration pause = firstBackoff;
        for (int i = 1; i < failures && pause.compareTo(longestBackoff) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longestBackoff) > 0 ? longestBackoff : pause;
    }
}
