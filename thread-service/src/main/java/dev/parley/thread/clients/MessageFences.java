package dev.parley.thread.clients;

import dev.parley.message.v1.Fence;
import dev.parley.message.v1.FenceParticipant;
import dev.parley.message.v1.FenceServiceGrpc;
import dev.parley.message.v1.FenceStatus;
import dev.parley.message.v1.SetFenceRequest;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.thread.fence.FencePusher;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.ParticipantStatus;
import dev.parley.thread.roster.Roster;
import jakarta.inject.Singleton;

/// Puts fences in force at the message service.
@Singleton
final class MessageFences implements FencePusher {
    private static final String MESSAGE = "message";

    private final FenceServiceGrpc.FenceServiceBlockingStub stub;

    MessageFences(ServiceChannels channels) {
        this.stub = FenceServiceGrpc.newBlockingStub(channels.to(MESSAGE));
    }

    @Override
    public void push(Roster roster) {
        var request = SetFenceRequest.newBuilder().setFence(toFence(roster)).build();
        Neighbour.call(MESSAGE, () -> stub.setFence(request));
    }

    private static Fence toFence(Roster roster) {
        var fence = Fence.newBuilder()
                .setThreadId(roster.thread().id().value())
                .setVersion(roster.thread().version())
                .setStatus(FenceStatus.FENCE_STATUS_OPEN);
        roster.participants().forEach(one -> fence.addParticipants(toParticipant(one)));
        return fence.build();
    }

    private static FenceParticipant toParticipant(Participant participant) {
        return FenceParticipant.newBuilder()
                .setUserId(participant.user().value())
                .setBlocked(participant.status() == ParticipantStatus.BLOCKED)
                .build();
    }
}
