package dev.parley.platform.feed;

import com.google.protobuf.Message;
import dev.parley.feed.v1.Closing;
import dev.parley.feed.v1.Heartbeat;
import dev.parley.feed.v1.Renewed;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.RequestTooLarge;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.wire.UnknownFields;
import java.util.regex.Pattern;

/// The messages of one RPC that follows many feeds with one stream.
///
/// @param <Q> the request message: a command
/// @param <E> an element of one feed
/// @param <R> the response message: an element of a feed with its subscription, or an element of the stream
public interface FollowProtocol<Q extends Message, E, R> {

    /// The maximum size of a command, in bytes: a token, and some ids.
    int MOST_BYTES = 16_384;

    /// The shape of the id of a subscription, as the rules of the protos say.
    Pattern SUBSCRIPTION_ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

    /// What a client sends.
    sealed interface Command<E> {

        /// Adds a feed.
        record Subscribe<E>(String subscription, Opener<E> opener) implements Command<E> {}

        /// Ends a feed.
        record Unsubscribe<E>(String subscription) implements Command<E> {}

        /// Replaces the token of the stream.
        record Renew<E>(String token) implements Command<E> {}
    }

    /// Opens the feed of a subscription.
    interface Opener<E> {

        /// Checks the command and opens its feed, which is woken by `waker`. Throws the problem that the call for
        /// only this feed would fail with. May block.
        FeedSource<E> open(Caller caller, Runnable waker);
    }

    /// Reads a command of an acceptable size. Throws the problem that ends the stream if it has no valid
    /// subscription id, or is none of the known commands. Fast: whatever else may be wrong with a subscription is
    /// left to its opener.
    Command<E> toCommand(Q request);

    /// Reads a command.
    default Command<E> accept(Q request) {
        if (request.getSerializedSize() > MOST_BYTES) {
            throw new RequestTooLarge(MOST_BYTES).exception();
        }
        return toCommand(request);
    }

    /// Returns the command to add a feed. Throws `RequestInvalid` if the id has not the shape of one.
    static <E> Command<E> subscribe(String subscription, Opener<E> opener) {
        if (!SUBSCRIPTION_ID.matcher(subscription).matches()) {
            throw RequestInvalid.of(
                            "subscribe.subscription_id",
                            "string.pattern",
                            "must be 1 to 64 of A-Z, a-z, 0-9, _, ., : and -")
                    .exception();
        }
        return new Command.Subscribe<>(subscription, opener);
    }

    /// Throws `RequestInvalid` for a request that is no known command, and `FieldUnknown` for one that carries a
    /// field which this server does not know.
    static ProblemException noCommand(Message request) {
        UnknownFields.refuse(request);
        return RequestInvalid.of("command", "required", "must be a command").exception();
    }

    /// Returns how parts that all feeds share become elements of one feed.
    FeedEnvelope<E> envelope();

    /// Returns an element of a subscription.
    R toResponse(String subscription, E element);

    /// Returns the heartbeat of the stream.
    R toResponse(Heartbeat heartbeat);

    /// Returns the answer to a new token.
    R toResponse(Renewed renewed);

    /// Returns the last element of the stream.
    R toResponse(Closing closing);
}
