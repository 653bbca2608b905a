package dev.parley.platform.feed;

import com.google.protobuf.MessageLite;
import dev.parley.platform.wire.Problems;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/// What all streams of a process share.
///
/// @param rests what they may keep of pages together
/// @param turns lets a few of them read from a store at a time
public record FeedRuntime(
        FeedConfig config, Clock clock, Problems problems, Executor executor, PageRest.Budget rests, ReadTurns turns) {

    /// Creates the progress of a feed that reads at most `page` elements at once.
    public <E extends MessageLite> FeedProgress<E> progress(FeedSource<E> source, int page) {
        return new FeedProgress<>(source, rests, page);
    }

    /// Returns the age at which a stream ends: the maximum ± 10 %, so that not all readers reconnect at once.
    public Duration drawAge() {
        long millis = config.maxAge().toMillis();
        return Duration.ofMillis(millis * 9 / 10 + ThreadLocalRandom.current().nextLong(millis / 5 + 1));
    }
}
