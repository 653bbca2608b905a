package dev.parley.platform.feed;

import dev.parley.platform.wire.Problems;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/// What all streams of a process share.
record FeedRuntime(
        FeedConfig config, Clock clock, Problems problems, Executor executor, PageRest.Budget rests, ReadTurns turns) {

    /// Returns the age at which a stream ends: the maximum ± 10 %, so that not all readers reconnect at once.
    Duration drawAge() {
        long millis = config.maxAge().toMillis();
        return Duration.ofMillis(millis * 9 / 10 + ThreadLocalRandom.current().nextLong(millis / 5 + 1));
    }
}
