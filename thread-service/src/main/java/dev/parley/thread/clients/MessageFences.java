package dev.parley.thread.clients;

import dev.parley.id.ThreadId;
import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceServiceGrpc;
import dev.parley.message.internal.v1.SetFenceResult;
import dev.parley.message.internal.v1.SetFencesRequest;
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
/// several. If a request gets no response, the rest is left to a retry.
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
                : Optional.of(new DependencyUnavailable(MESSAGE, RETRY_AFTER, outcome.answer));
        return new Pushed(outcome.accepted, failure, outcome.replaced);
    }

    /// What the message service answered so far.
    private static final class Outcome {
        private final Map<ThreadId, Long> accepted = new HashMap<>();
        private final Map<ThreadId, Long> replaced = new HashMap<>();

        /// The code of the last fence that was not accepted; empty for an outage.
        private String answer = "";
    }

    private void set(List<Fence> fences, Outcome outcome) {
        var request = SetFencesRequest.newBuilder().addAllFences(fences).build();
        var response = Neighbour.call(MESSAGE, () -> stub.setFences(request));
        for (int i = 0; i < fences.size(); i++) {
            var result = i < response.getResultsCount() ? response.getResults(i) : SetFenceResult.getDefaultInstance();
            if (isAccepted(fences.get(i), result)) {
                var thread = new ThreadId(fences.get(i).getThreadId());
                outcome.accepted.put(thread, result.getSequence());
                if (result.getDifferent()) {
                    outcome.replaced.put(thread, result.getVersion());
                }
            } else {
                outcome.answer = answer(result.getError().getCode());
            }
        }
    }

    private static boolean isAccepted(Fence fence, SetFenceResult result) {
        if (result.hasVersion() && result.getVersion() >= fence.getVersion()) {
            return true;
        }
        LOG.warn(
                "The message service did not accept the fence of {}, code {}",
                fence.getThreadId(),
                result.getError().getCode());
        return false;
    }

    /// A result without a version and without an error cannot be understood.
    private static String answer(int code) {
        return switch (Status.fromCodeValue(code).getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> "";
            case OK -> Status.Code.UNKNOWN.name();
            case Status.Code answered -> answered.name();
        };
    }
}
