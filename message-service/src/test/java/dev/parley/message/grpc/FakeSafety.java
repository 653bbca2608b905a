package dev.parley.message.grpc;

import dev.parley.safety.internal.v1.Decision;
import dev.parley.safety.internal.v1.Refusal;
import dev.parley.safety.internal.v1.RefusalReason;
import dev.parley.safety.internal.v1.ScreenSendRequest;
import dev.parley.safety.internal.v1.ScreenSendResponse;
import dev.parley.safety.internal.v1.SendDraft;
import dev.parley.safety.internal.v1.SendScreenServiceGrpc.SendScreenServiceImplBase;
import dev.parley.safety.internal.v1.Verdict;
import dev.parley.safety.v1.Nudge;
import dev.parley.type.v1.TextSpan;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A safety service whose verdict depends on the words of a text: `forbidden`, `nudge`, `masked`, `novel` (an
/// unknown decision) and `indigestible` (the call is refused). A sender named `usr_blocked` is blocked.
public final class FakeSafety extends SendScreenServiceImplBase {

    private static final String FORBIDDEN = "forbidden";
    private static final int NOVEL_DECISION = 77;

    private final List<SendDraft> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Answering answering = Answering.WELL;
    private volatile Status indigestion = Status.INVALID_ARGUMENT;

    /// How it responds.
    public enum Answering {
        WELL,
        /// Refuses immediately.
        DOWN,
        /// Accepts calls and never responds.
        HANGING
    }

    @Override
    public void screenSend(ScreenSendRequest request, StreamObserver<ScreenSendResponse> response) {
        calls.incrementAndGet();
        switch (answering) {
            case WELL -> answer(request, response);
            case DOWN -> response.onError(Status.UNAVAILABLE.asRuntimeException());
            case HANGING -> seen.size();
        }
    }

    private void answer(ScreenSendRequest request, StreamObserver<ScreenSendResponse> response) {
        if (request.getDraftsList().stream().anyMatch(draft -> draft.getText().contains("indigestible"))) {
            response.onError(indigestion.asRuntimeException());
            return;
        }
        seen.addAll(request.getDraftsList());
        response.onNext(ScreenSendResponse.newBuilder()
                .addAllVerdicts(request.getDraftsList().stream()
                        .map(FakeSafety::verdict)
                        .toList())
                .build());
        response.onCompleted();
    }

    /// How a call with an `indigestible` text fails.
    public void setIndigestion(Status status) {
        indigestion = status;
    }

    public void setAnswering(Answering now) {
        answering = now;
    }

    /// Returns the drafts on which it returned a verdict.
    public List<SendDraft> seen() {
        return seen;
    }

    /// Returns the number of calls.
    public int calls() {
        return calls.get();
    }

    private static Verdict verdict(SendDraft draft) {
        String text = draft.getText();
        int at = text.indexOf(FORBIDDEN);
        if (at >= 0) {
            return refused(Refusal.newBuilder()
                    .setReason(RefusalReason.REFUSAL_REASON_CONTENT_REJECTED)
                    .setPolicy("test-policy")
                    .setSpan(TextSpan.newBuilder().setStart(at).setEnd(at + FORBIDDEN.length())));
        }
        if (draft.getSenderId().equals("usr_blocked")) {
            return refused(Refusal.newBuilder().setReason(RefusalReason.REFUSAL_REASON_CONTACT_NOT_ALLOWED));
        }
        var verdict = Verdict.newBuilder().setDecision(Decision.DECISION_ALLOW);
        if (text.contains("novel")) {
            verdict.setDecisionValue(NOVEL_DECISION);
        }
        if (text.contains("nudge")) {
            verdict.addNudges(Nudge.newBuilder().setCode("test-nudge"));
        }
        if (text.contains("masked")) {
            verdict.addMasked(TextSpan.newBuilder().setStart(1).setEnd(2));
        }
        return verdict.build();
    }

    private static Verdict refused(Refusal.Builder refusal) {
        return Verdict.newBuilder()
                .setDecision(Decision.DECISION_REFUSE)
                .setRefusal(refusal)
                .build();
    }
}
