package dev.parley.message.grpc;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Head;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.send.MessageSender.Sent;
import dev.parley.message.send.Verdict;
import dev.parley.message.v1.ListMessagesResponse;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageKind;
import dev.parley.message.v1.ParticipantsJoined;
import dev.parley.message.v1.ParticipantsLeft;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.SystemNotice;
import dev.parley.platform.wire.WireTime;
import dev.parley.safety.v1.Decision;
import dev.parley.safety.v1.Nudge;
import dev.parley.safety.v1.Span;
import java.util.List;
import java.util.Optional;

/// Between the messages on the wire and the frames of the log.
final class MessageMapper {

    private static final dev.parley.safety.v1.Verdict ALLOWED = dev.parley.safety.v1.Verdict.newBuilder()
            .setDecision(Decision.DECISION_ALLOW)
            .build();

    private MessageMapper() {}

    static Draft toDraft(SendMessageRequest request, UserId sender) {
        return new Draft(
                new ThreadId(request.getThreadId()),
                sender,
                request.getRequestId(),
                request.getText(),
                request.getReplyToMessageId().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new MessageId(request.getReplyToMessageId())));
    }

    static SendMessageResponse toProto(Sent sent) {
        return SendMessageResponse.newBuilder()
                .setMessage(toProto(sent.frame()))
                .setVerdict(toProto(sent.verdict()))
                .setReplayed(sent.replayed())
                .build();
    }

    static Message toProto(Frame frame) {
        var message = Message.newBuilder()
                .setMessageId(frame.messageId().value())
                .setThreadId(frame.thread().value())
                .setSequence(frame.sequence())
                .setOrdinal(frame.ordinal())
                .setCreateTime(WireTime.toProto(frame.createTime()));
        switch (frame.content()) {
            case Frame.Text text -> {
                message.setKind(MessageKind.MESSAGE_KIND_TEXT)
                        .setSenderId(text.sender().value())
                        .setText(text.text());
                text.replyTo().ifPresent(target -> message.setReplyToMessageId(target.value()));
            }
            case Frame.Joined joined ->
                message.setKind(MessageKind.MESSAGE_KIND_SYSTEM)
                        .setSystemNotice(SystemNotice.newBuilder()
                                .setParticipantsJoined(
                                        ParticipantsJoined.newBuilder().addAllUserIds(values(joined.users()))));
            case Frame.Left left ->
                message.setKind(MessageKind.MESSAGE_KIND_SYSTEM)
                        .setSystemNotice(SystemNotice.newBuilder()
                                .setParticipantsLeft(
                                        ParticipantsLeft.newBuilder().addAllUserIds(values(left.users()))));
        }
        return message.build();
    }

    static ListMessagesResponse toProto(Page page) {
        return ListMessagesResponse.newBuilder()
                .addAllMessages(
                        page.frames().stream().map(MessageMapper::toProto).toList())
                .setMore(page.more())
                .setHead(toProto(page.position().head()))
                .build();
    }

    static dev.parley.message.v1.Cursor toProto(Cursor cursor) {
        return dev.parley.message.v1.Cursor.newBuilder()
                .setUserId(cursor.user().value())
                .setReadSequence(cursor.readSequence())
                .setReadOrdinal(cursor.readOrdinal())
                .setReadTime(WireTime.toProto(cursor.readTime()))
                .build();
    }

    private static dev.parley.message.v1.Head toProto(Head head) {
        return dev.parley.message.v1.Head.newBuilder()
                .setSequence(head.sequence())
                .setOrdinal(head.ordinal())
                .build();
    }

    private static dev.parley.safety.v1.Verdict toProto(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed(var nudges) when nudges.isEmpty() -> ALLOWED;
            case Verdict.Allowed(var nudges) ->
                ALLOWED.toBuilder()
                        .addAllNudges(
                                nudges.stream().map(MessageMapper::toProto).toList())
                        .build();
            case Verdict.Unscreened() -> dev.parley.safety.v1.Verdict.getDefaultInstance();
            case Verdict.RefusedContact(), Verdict.RefusedContent(var _, var _) ->
                throw new IllegalArgumentException("A refused draft is not sent");
        };
    }

    private static Nudge toProto(Verdict.Nudge nudge) {
        var proto = Nudge.newBuilder().setCode(nudge.code());
        nudge.span()
                .ifPresent(span ->
                        proto.setSpan(Span.newBuilder().setStart(span.start()).setEnd(span.end())));
        return proto.build();
    }

    private static List<String> values(List<UserId> users) {
        return users.stream().map(UserId::value).toList();
    }
}
