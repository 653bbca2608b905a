package dev.parley.inbox.clients;

import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs why rows come without previews. A failure that passes by itself, and a caller who went away, is a detail.
/// Any other one, such as a scope that this service lacks, lasts until somebody acts: it is a warning, at most
/// one a minute.
public final class PreviewWarner {

    private static final Logger LOG = LoggerFactory.getLogger(PreviewWarner.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Clock clock;
    private final AtomicReference<Instant> quietUntil = new AtomicReference<>(Instant.MIN);

    /// Measures its pauses by a clock.
    public PreviewWarner(Clock clock) {
        this.clock = clock;
    }

    /// Notes that message-service answered with a failure. Only the code is logged: the text comes from
    /// elsewhere.
    void missing(Status failure) {
        switch (failure.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED ->
                LOG.debug("Rows come without previews for now: {}", failure.getCode());
            default -> warn(failure.getCode());
        }
    }

    private void warn(Status.Code code) {
        Instant now = clock.instant();
        Instant until = quietUntil.get();
        if (!now.isBefore(until) && quietUntil.compareAndSet(until, now.plus(PAUSE))) {
            LOG.warn("Rows come without previews: message-service answers {}", code);
        }
    }
}
