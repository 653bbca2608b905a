package dev.parley.standalone.demo;

import java.time.Duration;
import java.util.Arrays;

/// Durations, and what share of them was not longer than what. Safe for many threads.
final class Timings {

    private long[] nanos = new long[1024];
    private int count;

    synchronized void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = duration;
    }

    /// The duration that the given percentage was not longer than, by the nearest rank; zero when there is none.
    synchronized Duration percentile(int percent) {
        if (count == 0) {
            return Duration.ZERO;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100.0 * count);
        return Duration.ofNanos(sorted[Math.max(rank, 1) - 1]);
    }
}
