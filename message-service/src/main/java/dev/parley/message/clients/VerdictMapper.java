package dev.parley.message.clients;

import dev.parley.id.UserId;
import dev.parley.message.problem.TextSpan;
import dev.parley.message.send.ScreeningRequest;
import dev.parley.message.send.Verdict;
import dev.parley.safety.internal.v1.Refusal;
import dev.parley.safety.internal.v1.SendDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Converts between the drafts and verdicts of safety and those of a send. Treats an unknown verdict as a
/// refusal.
final class VerdictMapper {

    /// The policy for a draft that safety cannot screen, or whose verdict is unknown.
    static final String NOT_SCREENABLE = "not-screenable";

    private VerdictMapper() {}

    static SendDraft toProto(ScreeningRequest request) {
        return SendDraft.newBuilder()
                .setThreadId(request.thread().value())
                .setSenderId(request.sender().value())
                .setCounterpartId(request.counterpart().map(UserId::value).orElse(""))
                .setText(request.text())
                .setFirstContact(request.firstContact())
                .build();
    }

    static List<Verdict> toVerdicts(List<dev.parley.safety.internal.v1.Verdict> protos) {
        var verdicts = new ArrayList<Verdict>(protos.size());
        for (var proto : protos) {
            verdicts.add(toVerdict(proto));
        }
        return verdicts;
    }

    private static Verdict toVerdict(dev.parley.safety.internal.v1.Verdict verdict) {
        return switch (verdict.getDecision()) {
            case DECISION_ALLOW ->
                verdict.getNudgesCount() == 0 && verdict.getMaskedCount() == 0
                        ? Verdict.Allowed.PLAIN
                        : toAllowed(verdict);
            case DECISION_REFUSE -> toRefusal(verdict.getRefusal());
            case DECISION_UNSPECIFIED, UNRECOGNIZED -> new Verdict.RefusedContent(NOT_SCREENABLE, Optional.empty());
        };
    }

    private static Verdict toAllowed(dev.parley.safety.internal.v1.Verdict verdict) {
        return new Verdict.Allowed(
                verdict.getNudgesList().stream()
                        .map(nudge -> new Verdict.Nudge(nudge.getCode(), span(nudge.hasSpan(), nudge.getSpan())))
                        .toList(),
                verdict.getMaskedList().stream().map(VerdictMapper::span).toList());
    }

    private static Verdict toRefusal(Refusal refusal) {
        return switch (refusal.getReason()) {
            case REFUSAL_REASON_CONTACT_NOT_ALLOWED -> new Verdict.RefusedContact();
            case REFUSAL_REASON_CONTENT_REJECTED, REFUSAL_REASON_UNSPECIFIED, UNRECOGNIZED ->
                new Verdict.RefusedContent(
                        refusal.getPolicy().isEmpty() ? NOT_SCREENABLE : refusal.getPolicy(),
                        span(refusal.hasSpan(), refusal.getSpan()));
        };
    }

    private static Optional<TextSpan> span(boolean present, dev.parley.type.v1.TextSpan span) {
        return present ? Optional.of(span(span)) : Optional.empty();
    }

    private static TextSpan span(dev.parley.type.v1.TextSpan span) {
        return new TextSpan(span.getStart(), span.getEnd());
    }
}
