package dev.parley.message.clients;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A circuit breaker: decides whether another service is called. After a call without a response it admits no
/// calls for a pause. Then it admits one probe per pause until a response arrives.
final class Breaker {

    private static final long CLOSED = Long.MIN_VALUE;

    private final long pauseNanos;
    private final AtomicLong nextProbe = new AtomicLong(CLOSED);
    private volatile long answeredAt = System.nanoTime();

    /// @param pause the time between two probes
    Breaker(Duration pause) {
        this.pauseNanos = pause.toNanos();
    }

    /// Whether a call may be made now. While the service does not respond, one call per pause may be made.
    boolean admits() {
        long probe = nextProbe.get();
        if (probe == CLOSED) {
            return true;
        }
        long now = System.nanoTime();
        return now - probe >= 0 && nextProbe.compareAndSet(probe, now + pauseNanos);
    }

    /// Whether no call may be made now. Has no side effect.
    boolean isOpen() {
        long probe = nextProbe.get();
        return probe != CLOSED && System.nanoTime() - probe < 0;
    }

    /// Records that a call got a response. Returns whether that changes the state.
    boolean answered() {
        answeredAt = System.nanoTime();
        return nextProbe.get() != CLOSED && nextProbe.getAndSet(CLOSED) != CLOSED;
    }

    /// Records that a call got no response. Changes nothing if another call got a response after this one
    /// began.
    ///
    /// @param begun when the call began, as of [System#nanoTime]
    /// @return whether that changes the state
    boolean unanswered(long begun) {
        return begun - answeredAt >= 0 && nextProbe.getAndSet(System.nanoTime() + pauseNanos) == CLOSED;
    }
}
