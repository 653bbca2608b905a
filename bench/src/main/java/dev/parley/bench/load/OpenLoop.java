package dev.parley.bench.load;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Starts operations at a fixed rate, however long each takes. An operation learns when it was meant to start,
/// not when it did. So a stall of the server or of the driver shows in the latency of each operation that it
/// held up.
public final class OpenLoop {

    /// The last stretch is waited for without sleeping: a sleep ends up to 60 µs late.
    private static final long SPIN_NANOS = 70_000;

    /// One kind of operation.
    @FunctionalInterface
    public interface Operation {
        /// Starts the n-th operation, from 0, which was meant to start at this time of the clock.
        void start(long number, long intendedNanos);
    }

    /// Where the time comes from.
    public interface Ticker {
        /// The time in nanoseconds, as by [System#nanoTime].
        long nanos();

        /// Waits until that time, or longer.
        void awaitNanos(long until);
    }

    private final long periodNanos;
    private final Ticker ticker;
    private volatile boolean stopped;

    /// A loop of so many operations a second, on the machine's clock.
    public OpenLoop(double perSecond) {
        this(perSecond, new MachineTicker());
    }

    OpenLoop(double perSecond, Ticker ticker) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("A rate must be above 0, not " + perSecond);
        }
        this.periodNanos = Math.round(1e9 / perSecond);
        this.ticker = ticker;
    }

    /// Starts operations for so long, or until it is stopped. None is left out: those that are late start at
    /// once. Returns how many there were.
    public long run(Duration length, Operation operation) {
        long begin = ticker.nanos();
        long count = length.toNanos() / periodNanos;
        for (long number = 0; number < count; number++) {
            if (stopped) {
                return number;
            }
            long intended = begin + number * periodNanos;
            ticker.awaitNanos(intended);
            operation.start(number, intended);
        }
        return count;
    }

    /// Ends the run.
    public void stop() {
        stopped = true;
    }

    private static final class MachineTicker implements Ticker {

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void awaitNanos(long until) {
            long left;
            while ((left = until - System.nanoTime()) > 0) {
                if (left > SPIN_NANOS) {
                    LockSupport.parkNanos(left - SPIN_NANOS);
                } else {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
