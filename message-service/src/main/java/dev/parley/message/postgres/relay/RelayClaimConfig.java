package dev.parley.message.postgres.relay;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// The settings of the relay's claims, under `parley.message.relay`.
///
/// @param lease how long the shards of a dead replica stay claimed: 1 s to 10 min
@ConfigurationProperties("parley.message.relay")
public record RelayClaimConfig(
        @Bindable(defaultValue = "3s") Duration lease) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /// Throws `IllegalArgumentException` for a setting that is out of bounds.
    public RelayClaimConfig {
        if (lease.compareTo(SHORTEST) < 0 || lease.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("parley.message.relay.lease must be from 1s to 10m, and is " + lease);
        }
    }
}
