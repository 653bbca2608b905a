package dev.parley.platform.limit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Admits a number of events in a second, and up to two seconds' worth at once. Thread-safe, without locks.
final class Refill {

    private static final int BURST_SECONDS = 2;

    private final LongSupplier nanos;
    private final long interval;
    private final long burst;
    /// When everything that was admitted would have been used up at the even rate.
    private final AtomicLong usedUntil;

    /// @param nanos the time, as [System#nanoTime] returns it
    Refill(int inASecond, LongSupplier nanos) {
        this.nanos = nanos;
        this.interval = TimeUnit.SECONDS.toNanos(1) / inASecond;
        this.burst = TimeUnit.SECONDS.toNanos(BURST_SECONDS);
        this.usedUntil = new AtomicLong(nanos.getAsLong());
    }

    /// Returns whether one more event is admitted.
    boolean take() {
        long now = nanos.getAsLong();
        while (true) {
            long before = usedUntil.get();
            long after = (before - now < 0 ? now : before) + interval;
            if (after - now > burst) {
                return false;
            }
            if (usedUntil.compareAndSet(before, after)) {
                return true;
            }
        }
    }
}
