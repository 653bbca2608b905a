package dev.parley.message.clients;

import dev.parley.message.clients.GatheredCalls.Bounds;
import dev.parley.message.problem.MessageProblem.CallerGone;
import dev.parley.message.send.ScreeningRequest;
import dev.parley.message.send.SendScreen;
import dev.parley.message.send.Verdict;
import dev.parley.platform.clients.BatchCalls;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.safety.internal.v1.ScreenSendRequest;
import dev.parley.safety.internal.v1.ScreenSendResponse;
import dev.parley.safety.internal.v1.SendScreenServiceGrpc;
import dev.parley.safety.internal.v1.SendScreenServiceGrpc.SendScreenServiceBlockingStub;
import io.grpc.Context;
import io.grpc.Deadline;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Screens drafts with the safety service. Drafts that arrive together share one call. A draft waits at most
/// two seconds, and does not wait while the breaker is open.
@Singleton
public final class SafetySendScreen implements SendScreen {

    private static final Logger LOG = LoggerFactory.getLogger(SafetySendScreen.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_PROBES = Duration.ofSeconds(1);

    /// A draft on which safety fails must not open the breaker for all, so several batches in a row must fail.
    private static final int FAULTS_BEFORE_BREAKING = 3;

    /// The contract allows 256 drafts in a call.
    private static final int MOST_DRAFTS = 256;
    /// With at most three bytes per character, plus ids, this stays below the request size that every server
    /// accepts.
    private static final int MOST_CHARS = 250_000;
    /// The approximate memory of a waiting draft besides its text, in characters.
    private static final int DRAFT_WEIGHT = 200;

    private static final Bounds BOUNDS =
            new Bounds(128, 100_000, 8, 8_000_000, Duration.ofMillis(25), Duration.ofMillis(2));

    private final SendScreenServiceBlockingStub safety;
    private final GatheredCalls<ScreeningRequest, Verdict> calls;
    private final Breaker breaker = new Breaker(BETWEEN_PROBES);
    private final AtomicInteger faults = new AtomicInteger();

    /// Calls the safety service that the channels lead to.
    public SafetySendScreen(ServiceChannels channels) {
        this.safety = SendScreenServiceGrpc.newBlockingStub(channels.to("safety"));
        this.calls =
                new GatheredCalls<>(this::screenAll, request -> request.text().length() + DRAFT_WEIGHT, BOUNDS);
    }

    @Override
    public List<Verdict> verdicts(List<ScreeningRequest> requests) {
        if (breaker.isOpen()) {
            return unscreened(requests);
        }
        Context caller = Context.current();
        List<Verdict> verdicts = calls.ask(requests, patience(caller)).orElseGet(() -> unscreened(requests));
        if (isGone(caller)) {
            throw new CallerGone().exception();
        }
        return verdicts;
    }

    /// The context is cancelled by a timer, which may be late.
    private static boolean isGone(Context caller) {
        Deadline deadline = caller.getDeadline();
        return caller.isCancelled() || deadline != null && deadline.isExpired();
    }

    private static Duration patience(Context caller) {
        Deadline deadline = caller.getDeadline();
        long left = deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(TimeUnit.NANOSECONDS);
        return Duration.ofNanos(Math.clamp(left, 0, PATIENCE.toNanos()));
    }

    private static List<Verdict> unscreened(List<ScreeningRequest> requests) {
        return Collections.nCopies(requests.size(), Verdict.Unscreened.NOW);
    }

    /// Splits the requests into calls within the limits of the service.
    private List<Verdict> screenAll(List<ScreeningRequest> requests) {
        var verdicts = new ArrayList<Verdict>(requests.size());
        int from = 0;
        long chars = 0;
        for (int at = 0; at < requests.size(); at++) {
            int length = requests.get(at).text().length();
            if (at > from && (at - from == MOST_DRAFTS || chars + length > MOST_CHARS)) {
                verdicts.addAll(ask(requests.subList(from, at)));
                from = at;
                chars = 0;
            }
            chars += length;
        }
        verdicts.addAll(ask(requests.subList(from, requests.size())));
        return verdicts;
    }

    private List<Verdict> ask(List<ScreeningRequest> requests) {
        if (!breaker.admits()) {
            return unscreened(requests);
        }
        long begun = System.nanoTime();
        var calls = new BatchCalls<>(
                new Screening(),
                faults.get() < FAULTS_BEFORE_BREAKING,
                Deadline.after(PATIENCE.toNanos(), TimeUnit.NANOSECONDS));
        List<Verdict> verdicts = calls.answers(requests);
        if (calls.isAway()) {
            unanswered(begun);
        } else if (calls.hasAnswered()) {
            faults.set(0);
            answered();
        } else if (faults.incrementAndGet() >= FAULTS_BEFORE_BREAKING) {
            unanswered(begun);
        }
        return verdicts;
    }

    /// A draft that safety refuses to screen is refused, and one on which it fails is not screened now. The text of a
    /// failure is not logged, because it may contain a part of a message.
    private final class Screening implements BatchCalls.Asked<ScreeningRequest, Verdict> {

        @Override
        public List<Verdict> call(List<ScreeningRequest> drafts, Deadline deadline) {
            ScreenSendResponse response = Neighbour.call("safety", () -> screen(drafts, deadline));
            if (response.getVerdictsCount() != drafts.size()) {
                throw new IllegalStateException("another number of verdicts than of drafts");
            }
            return VerdictMapper.toVerdicts(response.getVerdictsList());
        }

        @Override
        public Verdict refused(ScreeningRequest draft, Throwable failure) {
            LOG.error("Safety cannot screen a draft of {}", draft.thread());
            return new Verdict.RefusedContent(VerdictMapper.NOT_SCREENABLE, Optional.empty());
        }

        @Override
        public Verdict failed(ScreeningRequest draft, Throwable failure) {
            LOG.error(
                    "Safety fails on a draft of {}: {}",
                    draft.thread(),
                    failure.getClass().getSimpleName());
            return new Verdict.Unscreenable();
        }

        @Override
        public Verdict unanswered(ScreeningRequest draft) {
            return Verdict.Unscreened.NOW;
        }
    }

    private void unanswered(long begun) {
        if (breaker.unanswered(begun)) {
            LOG.warn("Safety does not respond: messages will be screened later, first contacts are refused");
        }
    }

    private void answered() {
        if (breaker.answered()) {
            LOG.info("Safety responds again");
        }
    }

    /// Runs in the root context, so that a caller cannot skip screening by cancelling or by setting a tiny
    /// deadline.
    private ScreenSendResponse screen(List<ScreeningRequest> requests, Deadline deadline) {
        var request = ScreenSendRequest.newBuilder();
        requests.forEach(one -> request.addDrafts(VerdictMapper.toProto(one)));
        Context sender = Context.ROOT.attach();
        try {
            return safety.withDeadline(deadline).screenSend(request.build());
        } finally {
            Context.ROOT.detach(sender);
        }
    }
}
