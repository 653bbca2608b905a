package dev.parley.safety.grpc;

import dev.parley.safety.screen.Nudge;
import dev.parley.safety.screen.Refusal.ContactNotAllowed;
import dev.parley.safety.screen.Refusal.ContentRejected;
import dev.parley.safety.screen.SendDraft;
import dev.parley.safety.screen.Span;
import dev.parley.id.UserId;
import dev.parley.safety.screen.Verdict;
import dev.parley.safety.v1.Decision;
import dev.parley.safety.v1.Refusal;
import dev.parley.safety.v1.RefusalReason;
import dev.parley.safety.v1.ScreenSendRequest;
import dev.parley.safety.v1.ScreenSendResponse;
import java.util.List;
import java.util.Optional;

/// Drafts and verdicts of the wire and of the domain.
final class VerdictMapper {

    private static final dev.parley.safety.v1.Verdict ALLOWED = dev.parley.safety.v1.Verdict.newBuilder()
            .setDecision(Decision.DECISION_ALLOW)
            .build();

    private VerdictMapper() {}

    static List<SendDraft> toDrafts(ScreenSendRequest request) {
        return request.getDraftsList().stream().map(VerdictMapper::toDraft).toList();
    }

    private static SendDraft toDraft(dev.parley.safety.v1.SendDraft draft) {
        return new SendDraft(
                new UserId(draft.getSenderId()),
                draft.getCounterpartId().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new UserId(draft.getCounterpartId())),
                draft.getText());
    }

    static ScreenSendResponse toProto(List<Verdict> verdicts) {
        var response = ScreenSendResponse.newBuilder();
        for (Verdict verdict : verdicts) {
            response.addVerdicts(verdict == Verdict.ALLOWED ? ALLOWED : toProto(verdict));
        }
        return response.build();
    }

    private static dev.parley.safety.v1.Verdict toProto(Verdict verdict) {
        var proto = dev.parley.safety.v1.Verdict.newBuilder()
                .setDecision(verdict.refusal().isPresent() ? Decision.DECISION_REFUSE : Decision.DECISION_ALLOW)
                .addAllPolicyTags(verdict.policyTags())
                .setSpamScore(verdict.spamScore());
        verdict.refusal().ifPresent(refusal -> proto.setRefusal(toProto(refusal)));
        verdict.nudges().forEach(nudge -> proto.addNudges(toProto(nudge)));
        return proto.build();
    }

    private static Refusal toProto(dev.parley.safety.screen.Refusal refusal) {
        return switch (refusal) {
            case ContactNotAllowed() ->
                Refusal.newBuilder()
                        .setReason(RefusalReason.REFUSAL_REASON_CONTACT_NOT_ALLOWED)
                        .build();
            case ContentRejected(String policy, Span span) ->
                Refusal.newBuilder()
                        .setReason(RefusalReason.REFUSAL_REASON_CONTENT_REJECTED)
                        .setPolicy(policy)
                        .setSpan(toProto(span))
                        .build();
        };
    }

    private static dev.parley.safety.v1.Nudge toProto(Nudge nudge) {
        var proto = dev.parley.safety.v1.Nudge.newBuilder().setCode(nudge.code());
        nudge.span().ifPresent(span -> proto.setSpan(toProto(span)));
        return proto.build();
    }

    private static dev.parley.safety.v1.Span toProto(Span span) {
        return dev.parley.safety.v1.Span.newBuilder()
                .setStart(span.start())
                .setEnd(span.end())
                .build();
    }
}
