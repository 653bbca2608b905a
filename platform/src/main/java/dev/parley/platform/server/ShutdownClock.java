package dev.parley.platform.server;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Limits the phases of one shutdown. Each phase has its own limit, and a latest end that counts from the start
/// of the shutdown. So the limits never add up to more than [#LONGEST_CUT_OFF], or with a store that responds to
/// the grace period and [#LONGEST_AFTER_GRACE]. A phase that ends early leaves its time to the later ones.
final class ShutdownClock {

    /// The end of the last phase if no store responds.
    static final Duration LONGEST_CUT_OFF = Duration.ofSeconds(4);

    /// The end of the last phase, after the grace period, if a store responds.
    static final Duration LONGEST_AFTER_GRACE = Duration.ofSeconds(10);

    /// The phases, in order.
    ///
    /// A latest end of an orderly shutdown counts from the end of the grace period.
    enum Phase {
        /// Background loops finish their rounds.
        LOOPS(5000, 6000, 800, 2700),
        /// Shutdown tasks run.
        TASKS(5000, 9000, 500, 3600),
        /// Pools close.
        POOLS(5000, LONGEST_AFTER_GRACE.toMillis(), 400, LONGEST_CUT_OFF.toMillis());

        private final Duration orderly;
        private final Duration orderlyEnd;
        private final Duration cutOff;
        private final Duration cutOffEnd;

        Phase(long orderly, long orderlyEnd, long cutOff, long cutOffEnd) {
            this.orderly = Duration.ofMillis(orderly);
            this.orderlyEnd = Duration.ofMillis(orderlyEnd);
            this.cutOff = Duration.ofMillis(cutOff);
            this.cutOffEnd = Duration.ofMillis(cutOffEnd);
        }
    }

    private static final Duration CUT_OFF_GRACE = Duration.ofMillis(800);
    private static final Duration CUT_OFF_GRACE_END = Duration.ofMillis(1800);
    private static final Duration LAST_MOMENTS = Duration.ofSeconds(1);
    private static final Duration CUT_OFF_LAST_MOMENTS = Duration.ofMillis(300);

    private final LongSupplier nanos;
    private final long start;
    private final Duration grace;
    private final boolean cutOff;

    /// @param nanos the time, as [System#nanoTime] returns it
    /// @param start the start of the shutdown, by the same clock
    /// @param grace how long running calls may continue
    /// @param cutOff whether no store responds
    ShutdownClock(LongSupplier nanos, long start, Duration grace, boolean cutOff) {
        this.nanos = nanos;
        this.start = start;
        this.grace = grace;
        this.cutOff = cutOff;
    }

    /// Returns how long running calls may still continue.
    Duration grace() {
        return cutOff ? limit(least(grace, CUT_OFF_GRACE), CUT_OFF_GRACE_END) : limit(grace, grace);
    }

    /// Returns how long a phase may take from now on.
    Duration of(Phase phase) {
        return cutOff ? limit(phase.cutOff, phase.cutOffEnd) : limit(phase.orderly, grace.plus(phase.orderlyEnd));
    }

    /// Returns how long work may continue after it was cancelled or interrupted. Calls and loops have this in
    /// addition to their limit.
    Duration lastMoments() {
        return cutOff ? CUT_OFF_LAST_MOMENTS : LAST_MOMENTS;
    }

    private Duration limit(Duration most, Duration end) {
        Duration left = end.minusNanos(nanos.getAsLong() - start);
        return left.isNegative() ? Duration.ZERO : least(most, left);
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
