package dev.parley.safety.grpc;

import dev.parley.safety.screen.Draft;
import dev.parley.safety.screen.Finding;
import dev.parley.safety.screen.Finding.ContactNotAllowed;
import dev.parley.safety.screen.Finding.ContentRejected;
import dev.parley.safety.screen.Span;
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

    static List<Draft> toDrafts(ScreenSendRequest request) {
        return request.getDraftsList().stream().map(VerdictMapper::toDraft).toList();
    }

    private static Draft toDraft(dev.parley.safety.v1.SendDraft draft) {
        return Draft.of(draft.getThreadId(), draft.getSenderId(), draft.getCounterpartId(), draft.getText());
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
                .setDecision(toProto(verdict.decision()))
                .addAllPolicyTags(verdict.policyTags())
                .setSpamScore(verdict.spamScore());
        verdict.refusal().ifPresent(refusal -> proto.setRefusal(toProto(refusal)));
        verdict.nudges().forEach(nudge -> proto.addNudges(toProto(nudge)));
        return proto.build();
    }

    private static Decision toProto(dev.parley.safety.screen.Decision decision) {
        return switch (decision) {
            case ALLOW -> Decision.DECISION_ALLOW;
            case REFUSE -> Decision.DECISION_REFUSE;
        };
    }

    private static Refusal toProto(Finding.Refusal refusal) {
        return switch (refusal) {
            case ContactNotAllowed() ->
                Refusal.newBuilder()
                        .setReason(RefusalReason.REFUSAL_REASON_CONTACT_NOT_ALLOWED)
                        .build();
             case ContentRejected(String policy, Optional<Span> span) -> {
                var proto = Refusal.newBuilder()
                        .setReason(RefusalReason.REFUSAL_REASON_CONTENT_REJECTED)
                        .setPolicy(policy);
                span.ifPresent(part -> proto.setSpan(toProto(part)));
                yield proto.build();
            }
        };
    }

    private static dev.parley.safety.v1.Nudge toProto(Finding.Nudge nudge) {
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
