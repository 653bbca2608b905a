package dev.parley.platform.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands still until a test moves it.
public final class MutableClock extends Clock {

    private final AtomicReference<Instant> now;

    /// Creates a clock at a time.
    public MutableClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    /// Moves forward.
    public void advance(Duration step) {
        now.updateAndGet(time -> time.plus(step));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("A test clock only supports UTC.");
    }
}
