package dev.parley.platform.feed.follow;

import dev.parley.feed.v1.Closing;
import dev.parley.feed.v1.Heartbeat;
import dev.parley.feed.v1.Renewed;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Wraps elements into the response message of an RPC that follows many feeds.
///
/// @param feed wraps an element of a subscription
/// @param closing wraps the last element of the stream
public record FollowEnvelope<E, R>(
        BiFunction<String, E, R> feed,
        Function<Heartbeat, R> heartbeat,
        Function<Renewed, R> renewed,
        Function<Closing, R> closing) {}
