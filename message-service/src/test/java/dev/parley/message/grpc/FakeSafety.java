package dev.parley.message.grpc;

import dev.parley.safety.v1.Decision;
import dev.parley.safety.v1.Refusal;
import dev.parley.safety.v1.RefusalReason;
import dev.parley.safety.v1.ScreenSendRequest;
import dev.parley.safety.v1.ScreenSendResponse;
import dev.parley.safety.v1.ScreeningServiceGrpc.ScreeningServiceImplBase;
import dev.parley.safety.v1.SendDraft;
import dev.parley.safety.v1.Span;
import dev.parley.safety.v1.Verdict;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A safety service that refuses texts with the word `forbidden`, and senders named `usr_blocked`.
final class FakeSafety extends ScreeningServiceImplBase {

    private static final String FORBIDDEN = "forbidden";

    private final List<SendDraft> seen = new CopyOnWriteArrayList<>();
    private volatile boolean down;

    @Override
    public void screenSend(ScreenSendRequest request, StreamObserver<ScreenSendResponse> response) {
        if (down) {
            response.onError(Status.UNAVAILABLE.asRuntimeException());
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

    /// Goes out of reach, or comes back.
    void setDown(boolean isDown) {
        down = isDown;
    }

    /// What it was asked about.
    List<SendDraft> seen() {
        return seen;
    }

    private static Verdict verdict(SendDraft draft) {
        int at = draft.getText().indexOf(FORBIDDEN);
        if (at >= 0) {
            return refused(Refusal.newBuilder()
                    .setReason(RefusalReason.REFUSAL_REASON_CONTENT_REJECTED)
                    .setPolicy("test-policy")
                    .setSpan(Span.newBuilder().setStart(at).setEnd(at + FORBIDDEN.length())));
        }
        if (draft.getSenderId().equals("usr_blocked")) {
            return refused(Refusal.newBuilder().setReason(RefusalReason.REFUSAL_REASON_CONTACT_NOT_ALLOWED));
        }
        return Verdict.newBuilder().setDecision(Decision.DECISION_ALLOW).build();
    }

    private static Verdict refused(Refusal.Builder refusal) {
        return Verdict.newBuilder()
                .setDecision(Decision.DECISION_REFUSE)
                .setRefusal(refusal)
                .build();
    }
}
