package dev.parley.platform.feed;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// Settings of all feeds, under `parley.feed`.
///
/// @param heartbeat the longest silence of an idle feed, 100 ms to 5 s; the contract promises 5 s
/// @param maxAge the age at which a stream is closed, ± 10 %; from 1 s
/// @param page page size, 1 to 200 (the limit of GetPreviews)
@ConfigurationProperties("parley.feed")
public record FeedConfig(
        @Bindable(defaultValue = "4s") Duration heartbeat,
        @Bindable(defaultValue = "30m") Duration maxAge,
        @Bindable(defaultValue = "128") int page) {

    /// Refuses settings that would break the contract of feeds.
    public FeedConfig {
        if (heartbeat.toMillis() < 100 || heartbeat.toMillis() > 5000) {
            throw new IllegalArgumentException("parley.feed.heartbeat must be from 100 ms to 5 s");
        }
        if (maxAge.toMillis() < 1000) {
            throw new IllegalArgumentException("parley.feed.max-age must be at least 1 s");
        }
        if (page < 1 || page > 200) {
            throw new IllegalArgumentException("parley.feed.page must be from 1 to 200");
        }
    }

    /// Returns the greatest age that a stream can reach.
    public Duration longestAge() {
        return maxAge.multipliedBy(11).dividedBy(10);
    }
}
