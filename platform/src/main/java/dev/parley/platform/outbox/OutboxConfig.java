package dev.parley.platform.outbox;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// The settings of all outboxes, `parley.outbox.*`.
///
/// @param lease how long the claims of a dead relay last. What takes longer than that may be delivered twice. 1 s
/// to 10 min.
@ConfigurationProperties("parley.outbox")
public record OutboxConfig(@Bindable(defaultValue = "3s") Duration lease) {

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMinutes(10);

    /// Throws `IllegalArgumentException` for a lease that is out of bounds.
    public OutboxConfig {
        if (lease.compareTo(LEAST) < 0 || lease.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("parley.outbox.lease must be from 1s to 10m, and is " + lease);
        }
    }
}
