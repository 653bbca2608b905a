package dev.parley.message.grpc.frame;

import com.google.protobuf.ByteString;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Frame.Joined;
import dev.parley.message.log.Frame.Left;
import dev.parley.message.log.Frame.Posted;
import dev.parley.message.log.Frame.Reference;
import dev.parley.message.log.Frame.Unknown;
import dev.parley.message.log.Overlay;
import dev.parley.message.read.ShownMessage;
import dev.parley.message.read.ThreadReader.MessagePage;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.v1.Head;
import dev.parley.message.v1.LeaveCause;
import dev.parley.message.v1.ListMessagesResponse;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageKind;
import dev.parley.message.v1.MessageState;
import dev.parley.message.v1.ParticipantsJoined;
import dev.parley.message.v1.ParticipantsLeft;
import dev.parley.message.v1.SystemNotice;
import dev.parley.platform.wire.WireTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Converts frames and cursors to the messages of the contract.
public final class MessageMapper {

    private MessageMapper() {}

    public static Message toProto(ShownMessage shown) {
        return toProto(shown.frame(), shown.overlay().orElse(null));
    }

    /// Converts a frame in its current state.
    public static Message toProto(Frame frame, @Nullable Overlay overlay) {
        var message = Message.newBuilder()
                .setMessageId(frame.id().value())
                .setThreadId(frame.thread().value())
                .setSequence(frame.sequence())
                .setOrdinal(Math.toIntExact(frame.ordinal()))
                .setState(MessageState.MESSAGE_STATE_ACTIVE)
                .setCreateTime(WireTime.toProto(frame.createTime()));
        if (overlay == null) {
            message.setUpdateSequence(frame.sequence()).setEtag(etag(frame.sequence()));
        } else {
            put(message, overlay);
        }
        switch (frame.content()) {
            case Posted posted -> put(message.setKind(MessageKind.MESSAGE_KIND_TEXT), posted, overlay);
            case Joined joined -> put(message, notice(joined), FallbackText.of(joined));
            case Left left -> put(message, notice(left), FallbackText.of(left));
            case Unknown unknown
            when unknown.kind().isMessage() ->
                put(message.setKindValue(unknown.kind().number()), unknown, overlay);
            case Unknown _ -> put(message, SystemNotice.newBuilder(), FallbackText.UNKNOWN);
        }
        return message.build();
    }

    private static void put(Message.Builder message, Overlay overlay) {
        Overlay.Body body = overlay.body();
        message.setUpdateSequence(overlay.updateSequence()).setEtag(etag(body.sequence()));
        body.editTime().ifPresent(time -> message.setEditTime(WireTime.toProto(time)));
        body.deleteTime().ifPresent(time -> message.setDeleteTime(WireTime.toProto(time)));
    }

    /// Names the frame that last changed the text or the state: other changes of a message leave its etag
    /// unchanged, and no etag comes twice.
    private static String etag(long bodySequence) {
        return Long.toString(bodySequence);
    }

    private static void put(Message.Builder message, Posted posted, @Nullable Overlay overlay) {
        put(message, posted.sender(), posted.replyTo());
        put(message, posted.text(), overlay, FallbackText.DELETED);
    }

    /// A replica of a newer version has written it. Its kind is the number of the contract.
    private static void put(Message.Builder message, Unknown unknown, @Nullable Overlay overlay) {
        put(message, unknown.actor(), unknown.target());
        put(message, unknown.text(), overlay, FallbackText.UNKNOWN);
    }

    private static void put(Message.Builder message, Optional<Actor> sender, Optional<Reference> replyTo) {
        message.setSenderId(value(sender));
        replyTo.ifPresent(target -> message.setReplyToMessageId(target.message().value()));
    }

    /// @param bare the fallback of a message without a text
    private static void put(Message.Builder message, String sent, @Nullable Overlay overlay, String bare) {
        if (overlay != null && overlay.state() == Overlay.State.DELETED) {
            message.setState(MessageState.MESSAGE_STATE_DELETED).setFallbackText(FallbackText.DELETED);
            return;
        }
        String text = overlay == null ? sent : overlay.text().orElse(sent);
        // As bytes, because a message is written once for its sender and once for each feed, and its text is
        // then encoded only once.
        ByteString bytes = ByteString.copyFromUtf8(text);
        String fallback = text.isEmpty() ? bare : FallbackText.of(text);
        message.setTextBytes(bytes);
        if (fallback.length() == text.length()) {
            message.setFallbackTextBytes(bytes);
        } else {
            message.setFallbackText(fallback);
        }
    }

    private static void put(Message.Builder message, SystemNotice.Builder notice, String fallback) {
        message.setKind(MessageKind.MESSAGE_KIND_SYSTEM).setSystemNotice(notice).setFallbackText(fallback);
    }

    private static SystemNotice.Builder notice(Joined joined) {
        return SystemNotice.newBuilder()
                .setParticipantsJoined(ParticipantsJoined.newBuilder()
                        .addAllUserIds(values(joined.users()))
                        .setActorId(value(joined.actor())));
    }

    private static SystemNotice.Builder notice(Left left) {
        return SystemNotice.newBuilder()
                .setParticipantsLeft(ParticipantsLeft.newBuilder()
                        .addAllUserIds(values(left.users()))
                        .setActorId(value(left.actor()))
                        .setCause(toProto(left.cause())));
    }

    private static LeaveCause toProto(Departure.Cause cause) {
        return switch (cause) {
            case LEFT -> LeaveCause.LEAVE_CAUSE_LEFT;
            case REMOVED -> LeaveCause.LEAVE_CAUSE_REMOVED;
        };
    }

    public static ListMessagesResponse toProto(MessagePage page) {
        var response = ListMessagesResponse.newBuilder()
                .setHasOlder(page.older())
                .setHasNewer(page.newer())
                .setFirstSequence(page.first())
                .setLastSequence(page.last())
                .setHead(Head.newBuilder()
                        .setSequence(page.head().sequence())
                        .setOrdinal(Math.toIntExact(page.head().ordinal())));
        page.messages().forEach(message -> response.addMessages(toProto(message)));
        return response.build();
    }

    public static dev.parley.message.v1.Cursor toProto(Cursor cursor) {
        var proto = dev.parley.message.v1.Cursor.newBuilder()
                .setUserId(cursor.user().value())
                .setReadSequence(cursor.readSequence())
                .setReadOrdinal(Math.toIntExact(cursor.readOrdinal()))
                .setDeliveredSequence(cursor.deliveredSequence())
                .setVersion(cursor.version())
                .setStartSequence(cursor.epoch().joinSequence());
        if (cursor.readSequence() > 0) {
            proto.setReadTime(WireTime.toProto(cursor.readTime()));
        }
        return proto.build();
    }

    private static String value(Optional<Actor> actor) {
        return actor.map(Actor::value).orElse("");
    }

    private static List<String> values(List<UserId> users) {
        return users.stream().map(UserId::value).toList();
    }
}
