package dev.parley.bench.load;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Starts operations at a fixed rate, however long each one takes. An operation gets its intended start, not
/// its actual one. So a stall of the server or of the driver shows up in the latency of each operation that
/// it delayed.
public final class OpenLoop {

    /// The last part of a wait spins, because a sleep can end up to 60 µs late.
    private static final long SPIN_NANOS = 70_000;

    /// An operation that the loop starts.
    @FunctionalInterface
    public interface Operation {
        /// Starts the n-th operation, counted from 0, with its intended start on the clock of the loop.
        void start(long number, long intendedNanos);
    }

    /// The source of time.
    public interface Ticker {
        /// Returns the time in nanoseconds, as [System#nanoTime] does.
        long nanos();

        /// Waits at least until that time.
        void awaitNanos(long until);
    }

    private final long periodNanos;
    private final Ticker ticker;
    private volatile boolean stopped;

    /// Creates a loop with this many operations a second, on the machine's clock.
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

    /// Starts operations for this duration, or until the loop is stopped. Never skips an operation: late ones
    /// start immediately. Returns the number of operations.
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

    /// Stops the loop.
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
