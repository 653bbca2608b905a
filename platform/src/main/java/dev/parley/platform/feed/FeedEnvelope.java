package dev.parley.platform.feed;

import dev.parley.feed.v1.CaughtUp;
import dev.parley.feed.v1.Closing;
import dev.parley.feed.v1.Heartbeat;
import dev.parley.feed.v1.Lagging;
import java.util.function.Function;

/// Wraps the parts that all feeds share into the response message of one RPC.
public record FeedEnvelope<R>(
        Function<CaughtUp, R> caughtUp,
        Function<Heartbeat, R> heartbeat,
        Function<Lagging, R> lagging,
        Function<Closing, R> closing) {}
