package dev.parley.platform.feed;

import dev.parley.feed.v1.CaughtUp;
import dev.parley.feed.v1.Closing;
import dev.parley.feed.v1.Compacted;
import dev.parley.feed.v1.Heartbeat;
import dev.parley.feed.v1.Lagging;
import dev.parley.feed.v1.Waiting;
import java.util.function.Function;

/// Wraps the shared parts of feeds into the response message of one RPC. Items and states differ from feed to
/// feed, so the source creates their elements itself.
public record FeedEnvelope<R>(
        Function<CaughtUp, R> caughtUp,
        Function<Heartbeat, R> heartbeat,
        Function<Lagging, R> lagging,
        Function<Compacted, R> compacted,
        Function<Waiting, R> waiting,
        Function<Closing, R> closing) {}
