package dev.parley.platform.feed.follow;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// Settings of streams of many feeds, under `parley.follow`.
///
/// @param subscriptions the maximum number of open subscriptions on a stream, 1 to 100,000
/// @param processSubscriptions the maximum number on all streams of the process, 1 to 10,000,000
/// @param userStreams the maximum number of open streams of a user, 1 to 1,000; those of services do not count
@ConfigurationProperties("parley.follow")
public record FollowConfig(
        @Bindable(defaultValue = "20000") int subscriptions,
        @Bindable(defaultValue = "200000") int processSubscriptions,
        @Bindable(defaultValue = "10") int userStreams) {

    /// Refuses settings that make no sense.
    public FollowConfig {
        requireBetween("subscriptions", subscriptions, 100_000);
        requireBetween("process-subscriptions", processSubscriptions, 10_000_000);
        requireBetween("user-streams", userStreams, 1_000);
    }

    private static void requireBetween(String key, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("parley.follow." + key + " must be from 1 to " + most);
        }
    }
}
