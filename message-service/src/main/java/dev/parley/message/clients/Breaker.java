package dev.parley.message.clients;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Decides whether a neighbour is called. After a call without an answer it admits no calls for a pause. Then it
/// admits one probe each pause until an answer comes.
final class Breaker {

    private static final long CLOSED = Long.MIN_VALUE;

    private final long pauseNanos;
    private final AtomicLong nextProbe = new AtomicLong(CLOSED);
    private volatile long answeredAt = System.nanoTime();

    /// @param pause the time between two probes
    Breaker(Duration pause) {
        this.pauseNanos = pause.toNanos();
    }

    /// Whether a call may be made now. While the neighbour does not answer, it may once in a pause.
    boolean admits() {
        long probe = nextProbe.get();
        if (probe == CLOSED) {
            return true;
        }
        long now = System.nanoTime();
        return now - probe >= 0 && nextProbe.compareAndSet(probe, now + pauseNanos);
    }

    /// Whether no call may be made now. Asking changes nothing.
    boolean isOpen() {
        long probe = nextProbe.get();
        return probe != CLOSED && System.nanoTime() - probe < 0;
    }

    /// A call got an answer. Returns whether that is news.
    boolean answered() {
        answeredAt = System.nanoTime();
        return nextProbe.get() != CLOSED && nextProbe.getAndSet(CLOSED) != CLOSED;
    }

    /// A call got no answer. An answer that came after the call began is the newer news: then nothing changes.
    ///
    /// @param begun when the call began, as of [System#nanoTime]
    /// @return whether that is news
    boolean unanswered(long begun) {
        return begun - answeredAt >= 0 && nextProbe.getAndSet(System.nanoTime() + pauseNanos) == CLOSED;
    }
}
