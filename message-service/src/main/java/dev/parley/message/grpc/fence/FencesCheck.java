package dev.parley.message.grpc.fence;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.internal.v1.Departure;
import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceParticipant;
import dev.parley.message.internal.v1.Gate;
import dev.parley.message.internal.v1.SetFencesRequest;
import dev.parley.platform.wire.QuickCheck;
import jakarta.inject.Singleton;
import java.util.HashSet;

/// The rules of `SetFencesRequest` in plain code, because the rules of the proto compare each participant
/// with every other one. A test compares this class with them.
@Singleton
public final class FencesCheck implements QuickCheck<SetFencesRequest> {

    private static final int MOST_FENCES = 32;
    private static final int MOST_USERS = 3_000;
    private static final int MOST_SENDERS_BYTES = 375;
    private static final int LONGEST_ACTOR = 100;

    @Override
    public Class<SetFencesRequest> type() {
        return SetFencesRequest.class;
    }

    @Override
    public boolean surelyKeepsRules(SetFencesRequest request) {
        int fences = request.getFencesCount();
        var threads = new HashSet<String>();
        return fences >= 1
                && fences <= MOST_FENCES
                && request.getFencesList().stream()
                        .allMatch(fence -> threads.add(fence.getThreadId()) && isGood(fence));
    }

    private static boolean isGood(Fence fence) {
        return ThreadId.isValid(fence.getThreadId())
                && fence.getVersion() >= 1
                && fence.getStatusValue() != 0
                && fence.getParticipantsCount() <= MOST_USERS
                && fence.getDeparturesCount() <= MOST_USERS
                && areGood(fence)
                && fence.getDeparturesList().stream().allMatch(FencesCheck::isGood)
                && hidesGoodSenders(fence)
                && (!fence.hasGate() || isGood(fence.getGate()));
    }

    private static boolean areGood(Fence fence) {
        var users = new HashSet<String>();
        return fence.getParticipantsList().stream()
                .allMatch(participant -> users.add(participant.getUserId()) && isGood(participant));
    }

    private static boolean isGood(FenceParticipant participant) {
        return UserId.isValid(participant.getUserId())
                && participant.getHistoryFromSequence() >= 0
                && participant.getActorId().length() <= LONGEST_ACTOR
                && participant.getJoinVersion() >= 0;
    }

    private static boolean isGood(Departure departure) {
        return UserId.isValid(departure.getUserId()) && departure.getActorId().length() <= LONGEST_ACTOR;
    }

    private static boolean hidesGoodSenders(Fence fence) {
        return fence.getHiddenSendersCount() <= MOST_USERS
                && fence.getHiddenSendersList().stream().allMatch(senders -> senders.size() <= MOST_SENDERS_BYTES);
    }

    private static boolean isGood(Gate gate) {
        return gate.getStateValue() != 0 && UserId.isValid(gate.getRequesterId()) && gate.getMaxOrdinal() >= 0;
    }
}
