package dev.parley.platform.feed.follow;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import dev.parley.feed.v1.Renew;
import dev.parley.feed.v1.Unsubscribe;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.feed.FeedEnvelope;
import dev.parley.platform.feed.FeedSource;
import io.grpc.MethodDescriptor;

/// One RPC that follows many feeds with one stream.
///
/// @param <Q> the request message: a command
/// @param <S> what a client says about a feed that it adds
/// @param <E> an element of one feed
/// @param <R> the response message: an element of a feed with its subscription, or an element of the stream
public interface FollowProtocol<Q extends Message, S extends Message, E extends MessageLite, R> {

    /// What a client sends.
    sealed interface Command<S> {

        /// Adds a feed.
        record Subscribe<S>(String subscription, S feed) implements Command<S> {}

        /// Ends a feed.
        record End<S>(Unsubscribe command) implements Command<S> {}

        /// Replaces the token of the stream.
        record Fresh<S>(Renew command) implements Command<S> {}

        /// Nothing that this server knows.
        record Unknown<S>() implements Command<S> {}
    }

    /// Returns the RPC.
    MethodDescriptor<Q, R> method();

    /// Returns the command in a request.
    Command<S> toCommand(Q request);

    /// Opens the feed of a subscription that keeps the rules of its proto. The feed is woken by `waker`. Throws the
    /// problem that the call for only this feed would fail with. May block.
    FeedSource<E> open(S feed, Caller caller, Runnable waker);

    /// Returns how parts that all feeds share become elements of one feed.
    FeedEnvelope<E> envelope();

    /// Returns how elements become responses.
    FollowEnvelope<E, R> responses();
}
