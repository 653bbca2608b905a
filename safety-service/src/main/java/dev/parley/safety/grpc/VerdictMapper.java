package dev.parley.safety.grpc;

import dev.parley.safety.internal.v1.Decision;
import dev.parley.safety.internal.v1.Refusal;
import dev.parley.safety.internal.v1.RefusalReason;
import dev.parley.safety.internal.v1.ScreenSendRequest;
import dev.parley.safety.internal.v1.ScreenSendResponse;
import dev.parley.safety.screen.Draft;
import dev.parley.safety.screen.Finding;
import dev.parley.safety.screen.Finding.ContactNotAllowed;
import dev.parley.safety.screen.Finding.ContentRejected;
import dev.parley.safety.screen.Span;
import dev.parley.safety.screen.Verdict;
import dev.parley.safety.v1.Nudge;
import dev.parley.type.v1.TextSpan;
import java.util.List;
import java.util.Optional;

/// Converts drafts and verdicts between the wire and screening.
final class VerdictMapper {

    private static final dev.parley.safety.internal.v1.Verdict ALLOWED = mapped(Verdict.ALLOWED);

    private VerdictMapper() {}

    static List<Draft> toDrafts(ScreenSendRequest request) {
        return request.getDraftsList().stream()
                .map(draft ->
                        Draft.of(draft.getThreadId(), draft.getSenderId(), draft.getCounterpartId(), draft.getText()))
                .toList();
    }

    static ScreenSendResponse toProto(List<Verdict> verdicts) {
        var response = ScreenSendResponse.newBuilder();
        for (Verdict verdict : verdicts) {
            response.addVerdicts(verdict == Verdict.ALLOWED ? ALLOWED : mapped(verdict));
        }
        return response.build();
    }

    static dev.parley.safety.internal.v1.Verdict mapped(Verdict verdict) {
        var proto = dev.parley.safety.internal.v1.Verdict.newBuilder()
                .setDecision(toProto(verdict.decision()))
                .addAllPolicyTags(verdict.policyTags())
                .setSpamScore(verdict.spamScore());
        verdict.refusal().ifPresent(refusal -> proto.setRefusal(toProto(refusal)));
        verdict.nudges().forEach(nudge -> proto.addNudges(toProto(nudge)));
        verdict.masked().forEach(span -> proto.addMasked(toProto(span)));
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

    private static Nudge toProto(Finding.Nudge nudge) {
        var proto = Nudge.newBuilder().setCode(nudge.code());
        nudge.span().ifPresent(span -> proto.setSpan(toProto(span)));
        return proto.build();
    }

    private static TextSpan toProto(Span span) {
        return TextSpan.newBuilder().setStart(span.start()).setEnd(span.end()).build();
    }
}
