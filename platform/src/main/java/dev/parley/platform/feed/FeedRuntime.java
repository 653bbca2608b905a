package dev.parley.platform.feed;

import dev.parley.platform.wire.Problems;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/// The settings and services that a stream runs with.
///
/// @param expireTime when the reader's credentials expire
record FeedRuntime(FeedConfig config, Clock clock, Problems problems, Executor executor, Instant expireTime) {

    /// The age at which this stream ends: the maximum, give or take a tenth, so that not all readers come back at
    /// once.
    Duration age() {
        long millis = config.maxAge().toMillis();
        return Duration.ofMillis(millis * 9 / 10 + ThreadLocalRandom.current().nextLong(millis / 5 + 1));
    }
}
