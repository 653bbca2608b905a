package dev.parley.thread.clients;

import dev.parley.id.ThreadId;
import dev.parley.message.internal.v1.FenceServiceGrpc;
import dev.parley.message.internal.v1.SetFenceResult;
import dev.parley.message.internal.v1.SetFencesRequest;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.Problem;
import dev.parley.thread.fence.FencePusher;
import dev.parley.thread.roster.Roster;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts fences in force at the message service.
@Singleton
final class MessageFences implements FencePusher {
    private static final Logger LOG = LoggerFactory.getLogger(MessageFences.class);
    private static final String MESSAGE = "message";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final FenceServiceGrpc.FenceServiceBlockingStub stub;

    MessageFences(ServiceChannels channels) {
        this.stub = FenceServiceGrpc.newBlockingStub(channels.to(MESSAGE));
    }

    @Override
    public Pushed push(List<Roster> rosters) {
        var request = SetFencesRequest.newBuilder()
                .addAllFences(rosters.stream().map(FenceMapper::toProto).toList())
                .build();
        var response = Neighbour.call(MESSAGE, () -> stub.setFences(request));
        Set<ThreadId> accepted = new HashSet<>();
        for (int i = 0; i < rosters.size() && i < response.getResultsCount(); i++) {
            if (isAccepted(rosters.get(i), response.getResults(i))) {
                accepted.add(rosters.get(i).thread().id());
            }
        }
        Optional<Problem> failure = accepted.size() == rosters.size()
                ? Optional.empty()
                : Optional.of(new DependencyUnavailable(MESSAGE, RETRY_AFTER));
        return new Pushed(accepted, failure);
    }

    private static boolean isAccepted(Roster roster, SetFenceResult result) {
        if (result.hasVersion()
                && result.getVersion() >= roster.thread().stamp().fenceVersion()) {
            return true;
        }
        LOG.warn(
                "The fence of {} was not accepted, code {}",
                roster.thread().id(),
                result.getError().getCode());
        return false;
    }
}
