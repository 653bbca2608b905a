package dev.parley.message.clients;

import dev.parley.id.UserId;
import dev.parley.message.log.Draft;
import dev.parley.message.problem.TextSpan;
import dev.parley.message.send.SendScreen;
import dev.parley.message.send.Verdict;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.ProblemException;
import dev.parley.safety.v1.Refusal;
import dev.parley.safety.v1.ScreenSendRequest;
import dev.parley.safety.v1.ScreenSendResponse;
import dev.parley.safety.v1.ScreeningServiceGrpc;
import dev.parley.safety.v1.ScreeningServiceGrpc.ScreeningServiceBlockingStub;
import dev.parley.safety.v1.SendDraft;
import dev.parley.safety.v1.Span;
import io.grpc.Context;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The safety service as a send sees it. What is sent at the same moment is screened by one call; a send waits for at
/// most two seconds.
@Singleton
public final class SafetySendScreen implements SendScreen {

    private static final Logger LOG = LoggerFactory.getLogger(SafetySendScreen.class);
    private static final int BATCH = 256;
    /// With at most three bytes for each, and ids, this stays below the size of a request that every server accepts.
    private static final int CHARS = 250_000;
    private static final int GATHERED = 128;
    private static final int PARALLEL = 1;
    private static final long PATIENCE_SECONDS = 2;

    private final ScreeningServiceBlockingStub safety;
    private final GatheredCalls<Case, Verdict> calls = new GatheredCalls<>(this::screenAll, GATHERED, PARALLEL);

    /// Asks the safety service that the channels lead to.
    public SafetySendScreen(ServiceChannels channels) {
        this.safety = ScreeningServiceGrpc.newBlockingStub(channels.to("safety"));
    }

    @Override
    public List<Verdict> verdicts(List<Case> cases) {
        return calls.ask(cases);
    }

    /// In calls of no more drafts, and no more text, than the service takes at once.
    private List<Verdict> screenAll(List<Case> cases) {
        var verdicts = new ArrayList<Verdict>(cases.size());
        int from = 0;
        long chars = 0;
        for (int at = 0; at < cases.size(); at++) {
            int length = cases.get(at).draft().text().length();
            if (at > from && (at - from == BATCH || chars + length > CHARS)) {
                verdicts.addAll(ask(cases.subList(from, at)));
                from = at;
                chars = 0;
            }
            chars += length;
        }
        verdicts.addAll(ask(cases.subList(from, cases.size())));
        return verdicts;
    }

    private List<Verdict> ask(List<Case> cases) {
        var request = ScreenSendRequest.newBuilder();
        cases.forEach(one -> request.addDrafts(toProto(one)));
        try {
            ScreenSendResponse response = Neighbour.call("safety", () -> screen(request.build()));
            if (response.getVerdictsCount() == cases.size()) {
                return response.getVerdictsList().stream()
                        .map(SafetySendScreen::toVerdict)
                        .toList();
            }
            LOG.error("Safety gave {} verdicts on {} drafts", response.getVerdictsCount(), cases.size());
        } catch (ProblemException problem) {
            if (!(problem.problem() instanceof DependencyUnavailable)) {
                throw problem;
            }
            LOG.debug("Safety is out of reach");
        }
        return Collections.nCopies(cases.size(), new Verdict.Unscreened());
    }

    /// Outside the context of the sender's call: who cancels it, or gives it no time, does not get around the
    /// screening.
    private ScreenSendResponse screen(ScreenSendRequest request) {
        Context sender = Context.ROOT.attach();
        try {
            return safety.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS).screenSend(request);
        } finally {
            Context.ROOT.detach(sender);
        }
    }

    private static SendDraft toProto(Case one) {
        Draft draft = one.draft();
        return SendDraft.newBuilder()
                .setThreadId(draft.thread().value())
                .setSenderId(draft.sender().value())
                .setCounterpartId(one.fence()
                        .counterpartOf(draft.sender())
                        .map(UserId::value)
                        .orElse(""))
                .setText(draft.text())
                .setFirstContact(one.firstContact())
                .build();
    }

    private static Verdict toVerdict(dev.parley.safety.v1.Verdict verdict) {
        return switch (verdict.getDecision()) {
            case DECISION_ALLOW ->
                verdict.getNudgesCount() == 0
                        ? Verdict.Allowed.PLAIN
                        : new Verdict.Allowed(verdict.getNudgesList().stream()
                                .map(nudge ->
                                        new Verdict.Nudge(nudge.getCode(), span(nudge.hasSpan(), nudge.getSpan())))
                                .toList());
            case DECISION_REFUSE -> toRefusal(verdict.getRefusal());
            case DECISION_UNSPECIFIED, UNRECOGNIZED -> new Verdict.Unscreened();
        };
    }

    private static Verdict toRefusal(Refusal refusal) {
        return switch (refusal.getReason()) {
            case REFUSAL_REASON_CONTACT_NOT_ALLOWED -> new Verdict.RefusedContact();
            case REFUSAL_REASON_CONTENT_REJECTED, REFUSAL_REASON_UNSPECIFIED, UNRECOGNIZED ->
                new Verdict.RefusedContent(refusal.getPolicy(), span(refusal.hasSpan(), refusal.getSpan()));
        };
    }

    private static Optional<TextSpan> span(boolean present, Span span) {
        return present ? Optional.of(new TextSpan(span.getStart(), span.getEnd())) : Optional.empty();
    }
}
