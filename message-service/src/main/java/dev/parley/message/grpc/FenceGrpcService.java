package dev.parley.message.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.MessageLog;
import dev.parley.message.v1.FenceParticipant;
import dev.parley.message.v1.FenceServiceGrpc.FenceServiceImplBase;
import dev.parley.message.v1.FenceStatus;
import dev.parley.message.v1.SetFenceRequest;
import dev.parley.message.v1.SetFenceResponse;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/// `parley.message.v1.FenceService` on the wire.
@Singleton
public final class FenceGrpcService extends FenceServiceImplBase {

    private final MessageLog log;

    /// Stores fences beside the heads of the log.
    public FenceGrpcService(MessageLog log) {
        this.log = log;
    }

    @Override
    public void setFence(SetFenceRequest request, StreamObserver<SetFenceResponse> response) {
        Unary.reply(
                response,
                () -> SetFenceResponse.newBuilder()
                        .setVersion(log.setFence(toFence(request.getFence())))
                        .build());
    }

    private static Fence toFence(dev.parley.message.v1.Fence fence) {
        return new Fence(
                new ThreadId(fence.getThreadId()),
                fence.getVersion(),
                toStatus(fence.getStatus()),
                fence.getParticipantsList().stream()
                        .collect(Collectors.toMap(
                                participant -> new UserId(participant.getUserId()), FenceParticipant::getBlocked)));
    }

    private static Fence.Status toStatus(FenceStatus status) {
        return switch (status) {
            case FENCE_STATUS_OPEN -> Fence.Status.OPEN;
            case FENCE_STATUS_LOCKED -> Fence.Status.LOCKED;
            case FENCE_STATUS_ARCHIVED -> Fence.Status.ARCHIVED;
            case FENCE_STATUS_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("Refused by the rules of the proto");
        };
    }
}
