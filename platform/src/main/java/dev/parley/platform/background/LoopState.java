package dev.parley.platform.background;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/// The results of a loop's rounds so far, and what follows from them. Times are those of [System#nanoTime].
/// Not thread-safe, except [#lastSuccess] and [#isFailing].
final class LoopState {

    private static final long FIRST_REMINDER = TimeUnit.MINUTES.toNanos(1);
    private static final long LONGEST_REMINDER = TimeUnit.HOURS.toNanos(1);

    private final Pace pace;
    private final DoubleSupplier random;
    private volatile long lastSuccess;
    private volatile int failures;
    private long lastReport;
    private long reminder;

    /// What to log.
    enum LogEvent {
        NONE,
        STARTED_TO_FAIL,
        STILL_FAILING,
        RECOVERED
    }

    /// @param random returns numbers from 0 (inclusive) to 1 (exclusive)
    LoopState(Pace pace, DoubleSupplier random, long now) {
        this.pace = pace;
        this.random = random;
        this.lastSuccess = now;
    }

    LogEvent succeeded(long now) {
        lastSuccess = now;
        boolean failed = failures > 0;
        failures = 0;
        return failed ? LogEvent.RECOVERED : LogEvent.NONE;
    }

    LogEvent failed(long now) {
        int before = failures;
        failures = before == Integer.MAX_VALUE ? before : before + 1;
        if (before == 0) {
            lastReport = now;
            reminder = FIRST_REMINDER;
            return LogEvent.STARTED_TO_FAIL;
        }
        if (now - lastReport < reminder) {
            return LogEvent.NONE;
        }
        lastReport = now;
        reminder = Math.min(2 * reminder, LONGEST_REMINDER);
        return LogEvent.STILL_FAILING;
    }

    /// Returns how long to wait for the next round, in nanoseconds.
    long pause() {
        if (failures == 0) {
            return pace.interval().toNanos();
        }
        long longest = pace.backoff(failures).toNanos();
        return longest - (long) (longest / 2 * random.getAsDouble());
    }

    boolean isFailing() {
        return failures > 0;
    }

    int failures() {
        return failures;
    }

    long lastSuccess() {
        return lastSuccess;
    }
}
