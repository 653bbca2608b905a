package dev.parley.platform.server;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// Settings of the connections of callers, under `parley.connection`.
///
/// @param most how many connections are open at the same time; further ones are closed immediately
/// @param idle how long a connection without a call stays open, from 1 s
/// @param age the age, ± 10 %, from which a connection takes no new calls, so that callers reconnect and spread
/// over all replicas; from 1 s
/// @param ageGrace how long its running calls may still continue; longer than the life of a feed
/// @param keepAlive how long a connection may be silent before the server sends a ping, from 10 ms
/// @param keepAliveTimeout how long the answer may take, from 10 ms
/// @param resets how many calls a caller may reset in 10 s; a connection with more is closed
@ConfigurationProperties("parley.connection")
public record ConnectionConfig(
        @Bindable(defaultValue = "10000") int most,
        @Bindable(defaultValue = "60s") Duration idle,
        @Bindable(defaultValue = "10m") Duration age,
        @Bindable(defaultValue = "40m") Duration ageGrace,
        @Bindable(defaultValue = "30s") Duration keepAlive,
        @Bindable(defaultValue = "20s") Duration keepAliveTimeout,
        @Bindable(defaultValue = "3000") int resets) {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration INSTANT = Duration.ofMillis(10);

    /// Checks the limits.
    public ConnectionConfig {
        if (most < 1 || resets < 1) {
            throw new IllegalArgumentException(
                    "parley.connection.most and parley.connection.resets must be at least 1.");
        }
        if (idle.compareTo(SECOND) < 0 || age.compareTo(SECOND) < 0 || ageGrace.compareTo(SECOND) < 0) {
            throw new IllegalArgumentException(
                    "parley.connection.idle, .age and .age-grace must be at least 1 s each.");
        }
        if (keepAlive.compareTo(INSTANT) < 0 || keepAliveTimeout.compareTo(INSTANT) < 0) {
            throw new IllegalArgumentException(
                    "parley.connection.keep-alive and .keep-alive-timeout must be at least 10 ms each.");
        }
    }
}
