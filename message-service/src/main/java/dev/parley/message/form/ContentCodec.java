package dev.parley.message.form;

import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Frame.Content;
import dev.parley.message.log.Frame.Kind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The stored form of the content of a frame: kind, actor, target and text, and as bytes what only some kinds
/// have. Users who join or leave, and the cause, are the bytes of a notice.
public final class ContentCodec {

    private ContentCodec() {}

    /// Returns the content that was stored with a kind.
    ///
    /// @param text empty if it has none
    /// @param payload null if it has none or was erased
    public static Content toContent(
            Kind kind,
            Optional<Actor> actor,
            Optional<Frame.Reference> target,
            String text,
            byte @Nullable [] payload) {
        if (kind.equals(Kind.TEXT)) {
            return new Frame.Posted(actor, text, target);
        }
        if (kind.equals(Kind.JOINED)) {
            return payload == null
                    ? new Frame.Joined(List.of(), actor)
                    : new Frame.Joined(users(PayloadReader.payload(payload)), actor);
        }
        return kind.equals(Kind.LEFT) ? left(actor, payload) : new Frame.Unknown(kind, actor, target, text);
    }

    private static Content left(Optional<Actor> actor, byte @Nullable [] payload) {
        if (payload == null) {
            return new Frame.Left(List.of(), actor, Departure.Cause.LEFT);
        }
        var reader = PayloadReader.payload(payload);
        return new Frame.Left(users(reader), actor, Departure.Cause.NUMBERS.get(reader.small()));
    }

    private static List<UserId> users(PayloadReader payload) {
        return payload.list(in -> new UserId(in.text()));
    }

    /// Returns the text to store; null if the kind has none.
    public static @Nullable String text(Content content) {
        return switch (content) {
            case Frame.Posted posted -> posted.text();
            case Frame.Joined _, Frame.Left _, Frame.Unknown _ -> null;
        };
    }

    /// Returns the bytes to store; null if the kind has none.
    public static byte @Nullable [] payload(Content content) {
        return switch (content) {
            case Frame.Posted _, Frame.Unknown _ -> null;
            case Frame.Joined(var users, var _) -> users(users).toBytes();
            case Frame.Left(var users, var _, var cause) ->
                users(users).small(cause.number()).toBytes();
        };
    }

    private static PayloadWriter users(List<UserId> users) {
        return PayloadWriter.payload().list(users, (out, user) -> out.text(user.value()));
    }
}
