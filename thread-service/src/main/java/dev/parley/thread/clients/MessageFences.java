package dev.parley.thread.clients;

import dev.parley.id.ThreadId;
import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceServiceGrpc;
import dev.parley.message.internal.v1.SetFenceResult;
import dev.parley.message.internal.v1.SetFencesRequest;
import dev.parley.message.internal.v1.SetFencesResponse;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import dev.parley.thread.fence.FenceEnforcer;
import dev.parley.thread.fence.FencePusher;
import dev.parley.thread.roster.Roster;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts fences in force at the message service. Fences that are too large for one request are split over
/// several. If a request gets no response, the rest is left to a retry. If one is refused as a whole, its fences
/// are sent one by one, so that a bad fence holds up no other one.
@Singleton
final class MessageFences implements FencePusher {
    private static final Logger LOG = LoggerFactory.getLogger(MessageFences.class);
    private static final String MESSAGE = "message";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final FenceServiceGrpc.FenceServiceBlockingStub stub;

    @Inject
    MessageFences(ServiceChannels channels) {
        this(channels.to(MESSAGE));
    }

    MessageFences(Channel channel) {
        this.stub = FenceServiceGrpc.newBlockingStub(channel);
    }

    @Override
    public Pushed push(List<Roster> rosters) {
        var outcome = new Outcome();
        try {
            for (var fences : SizedRequests.split(
                    rosters.stream().map(FenceMapper::toProto).toList(), FenceEnforcer.BATCH)) {
                set(fences, outcome);
            }
        } catch (ProblemException failure) {
            return new Pushed(outcome.accepted, Optional.of(failure.problem()), outcome.replaced);
        }
        Optional<Problem> failure = outcome.accepted.size() == rosters.size()
                ? Optional.empty()
                : Optional.of(new DependencyUnavailable(MESSAGE, RETRY_AFTER, outcome.answer()));
        return new Pushed(outcome.accepted, failure, outcome.replaced);
    }

    /// What the message service answered so far.
    private static final class Outcome {
        private final Map<ThreadId, Long> accepted = new HashMap<>();
        private final Map<ThreadId, Long> replaced = new HashMap<>();

        private boolean outage;
        private String refusal = "";

        /// Takes the code of a fence that was not accepted. A result without a version and without an error cannot
        /// be understood.
        void refuse(Status.Code code) {
            switch (code) {
                case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> outage = true;
                case OK -> refusal = Status.Code.UNKNOWN.name();
                case Status.Code answered -> refusal = answered.name();
            }
        }

        /// Returns the code of the last refusal; empty if a retry may be enough for some fence.
        String answer() {
            return outage ? "" : refusal;
        }
    }

    private void set(List<Fence> fences, Outcome outcome) {
        var request = SetFencesRequest.newBuilder().addAllFences(fences).build();
        SetFencesResponse response;
        try {
            response = Neighbour.call(MESSAGE, () -> stub.setFences(request));
        } catch (StatusRuntimeException refused) {
            if (fences.size() > 1) {
                fences.forEach(one -> set(List.of(one), outcome));
            } else {
                note(fences.getFirst(), refused.getStatus().getCode(), outcome);
            }
            return;
        }
        for (int i = 0; i < fences.size(); i++) {
            var result = i < response.getResultsCount() ? response.getResults(i) : SetFenceResult.getDefaultInstance();
            var fence = fences.get(i);
            if (result.hasVersion() && result.getVersion() >= fence.getVersion()) {
                var thread = new ThreadId(fence.getThreadId());
                outcome.accepted.put(thread, result.getSequence());
                if (result.getDifferent()) {
                    outcome.replaced.put(thread, result.getVersion());
                }
            } else {
                note(fence, Status.fromCodeValue(result.getError().getCode()).getCode(), outcome);
            }
        }
    }

    private static void note(Fence fence, Status.Code code, Outcome outcome) {
        LOG.warn("The message service did not accept the fence of {}, code {}", fence.getThreadId(), code);
        outcome.refuse(code);
    }
}
