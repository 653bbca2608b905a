package dev.parley.safety.grpc;

import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.safety.domain.Nudge;
import dev.parley.safety.domain.Refusal.ContactNotAllowed;
import dev.parley.safety.domain.Refusal.ContentRejected;
import dev.parley.safety.domain.SendDraft;
import dev.parley.safety.domain.Span;
import dev.parley.safety.domain.UserId;
import dev.parley.safety.domain.Verdict;
import dev.parley.safety.v1.Decision;
import dev.parley.safety.v1.Refusal;
import dev.parley.safety.v1.RefusalReason;
import dev.parley.safety.v1.ScreenSendRequest;
import dev.parley.safety.v1.ScreenSendResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Drafts and verdicts of the wire and of the domain. The ids of drafts are checked here and not by patterns of the
/// proto, because every send passes here.
final class VerdictMapper {

    private static final dev.parley.safety.v1.Verdict ALLOWED = dev.parley.safety.v1.Verdict.newBuilder()
            .setDecision(Decision.DECISION_ALLOW)
            .build();

    private VerdictMapper() {}

    static List<SendDraft> toDrafts(ScreenSendRequest request) {
        var drafts = new ArrayList<SendDraft>(request.getDraftsCount());
        for (var draft : request.getDraftsList()) {
            UserId sender = toUserId(draft.getSenderId(), drafts.size(), "sender_id");
            Optional<UserId> counterpart = draft.getCounterpartId().isEmpty()
                    ? Optional.empty()
                    : Optional.of(toUserId(draft.getCounterpartId(), drafts.size(), "counterpart_id"));
            drafts.add(new SendDraft(sender, counterpart, draft.getText()));
        }
        return drafts;
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

    private static Refusal toProto(dev.parley.safety.domain.Refusal refusal) {
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

    private static UserId toUserId(String value, int draft, String field) {
        if (!UserId.isValid(value)) {
            String path = "drafts[" + draft + "]." + field;
            throw RequestInvalid.of(path, "user_id", "must be usr_ and 1 to 60 of [A-Za-z0-9_-]")
                    .exception();
        }
        return new UserId(value);
    }
}
