package dev.parley.message.grpc.send;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.grpc.frame.MessageMapper;
import dev.parley.message.log.Draft;
import dev.parley.message.problem.TextSpan;
import dev.parley.message.send.MessageSender.Sent;
import dev.parley.message.send.Verdict;
import dev.parley.message.v1.Screening;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.SendNotice;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.problem.PlatformProblem.FeatureNotAvailable;
import dev.parley.safety.v1.Nudge;
import java.util.Optional;

/// Converts between the sends of the contract and the drafts and results of the rules.
public final class SendMapper {

    private static final SendNotice SCREENED =
            SendNotice.newBuilder().setScreening(Screening.SCREENING_DONE).build();
    private static final SendNotice PENDING =
            SendNotice.newBuilder().setScreening(Screening.SCREENING_PENDING).build();

    private SendMapper() {}

    /// Throws `FeatureNotAvailable` for features of the contract that this server lacks.
    public static Draft toDraft(SendMessageRequest request, UserId sender) {
        if (request.getAttachmentsCount() > 0) {
            throw new FeatureNotAvailable("attachments").exception();
        }
        if (request.hasCard()) {
            throw new FeatureNotAvailable("cards").exception();
        }
        String target = request.getReplyToMessageId();
        return new Draft(
                new ThreadId(request.getThreadId()),
                sender,
                request.getRequestId(),
                request.getText(),
                target.isEmpty() ? Optional.empty() : Optional.of(new MessageId(target)));
    }

    public static SendMessageResponse toProto(Sent sent) {
        return SendMessageResponse.newBuilder()
                .setMessage(MessageMapper.toProto(sent.frame(), sent.overlay().orElse(null)))
                .setNotice(toProto(sent.verdict()))
                .setReplayed(sent.replayed())
                .setConsistencyToken(ConsistencyTokens.write(
                        Position.head(sent.frame().thread(), sent.frame().sequence())))
                .build();
    }

    private static SendNotice toProto(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed(var nudges, var masked) when nudges.isEmpty() && masked.isEmpty() -> SCREENED;
            case Verdict.Allowed(var nudges, var masked) -> {
                var notice = SCREENED.toBuilder();
                nudges.forEach(nudge -> notice.addNudges(toProto(nudge)));
                masked.forEach(span -> notice.addMasked(toProto(span)));
                yield notice.build();
            }
            case Verdict.Unscreened(), Verdict.Unscreenable() -> PENDING;
            case Verdict.RefusedContact(), Verdict.RefusedContent(var _, var _) ->
                throw new IllegalArgumentException("A refused draft has no sent message");
        };
    }

    private static Nudge toProto(Verdict.Nudge nudge) {
        var proto = Nudge.newBuilder().setCode(nudge.code());
        nudge.span().ifPresent(span -> proto.setSpan(toProto(span)));
        return proto.build();
    }

    public static dev.parley.type.v1.TextSpan toProto(TextSpan span) {
        return dev.parley.type.v1.TextSpan.newBuilder()
                .setStart(span.start())
                .setEnd(span.end())
                .build();
    }
}
