package dev.parley.inbox.clients;

import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs why rows have no previews. A transient failure, or a caller that disconnected, is logged as a detail.
/// Any other failure, such as a missing scope of this service, lasts until an operator acts: it is logged as
/// a warning, at most once a minute.
public final class PreviewWarner {

    private static final Logger LOG = LoggerFactory.getLogger(PreviewWarner.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Clock clock;
    private final AtomicReference<Instant> quietUntil = new AtomicReference<>(Instant.MIN);

    /// Measures the time between warnings by a clock.
    public PreviewWarner(Clock clock) {
        this.clock = clock;
    }

    /// Records that message-service returned a failure. Only the code is logged, because the text comes from
    /// another service.
    void missing(Status failure) {
        switch (failure.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED ->
                LOG.debug("Rows have no previews for now: {}", failure.getCode());
            default -> warn(failure.getCode());
        }
    }

    private void warn(Status.Code code) {
        Instant now = clock.instant();
        Instant until = quietUntil.get();
        if (!now.isBefore(until) && quietUntil.compareAndSet(until, now.plus(PAUSE))) {
            LOG.warn("Rows have no previews: message-service returns {}", code);
        }
    }
}
