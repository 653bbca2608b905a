package dev.parley.message.clients;

import dev.parley.inbox.v1.ApplyHeadsRequest;
import dev.parley.inbox.v1.CursorMove;
import dev.parley.inbox.v1.InboxFeedServiceGrpc;
import dev.parley.inbox.v1.InboxFeedServiceGrpc.InboxFeedServiceBlockingStub;
import dev.parley.inbox.v1.ThreadHead;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.InboxHeads;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.platform.wire.WireTime;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The inbox service as the log sees it.
@Singleton
public final class InboxHeadsClient implements InboxHeads {

    private static final long PATIENCE_SECONDS = 10;

    private final InboxFeedServiceBlockingStub inbox;

    /// Tells the inbox service that the channels lead to.
    public InboxHeadsClient(ServiceChannels channels) {
        this.inbox = InboxFeedServiceGrpc.newBlockingStub(channels.to("inbox"));
    }

    @Override
    public void tell(List<DirtyHead> heads) {
        var request = ApplyHeadsRequest.newBuilder();
        heads.forEach(head -> request.addHeads(toProto(head)));
        try {
            Neighbour.call(
                    "inbox",
                    () -> inbox.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .applyHeads(request.build()));
        } catch (StatusRuntimeException refused) {
            if (refused.getStatus().getCode() == Status.Code.INVALID_ARGUMENT) {
                throw new Refused(String.valueOf(refused.getStatus().getDescription()));
            }
            throw refused;
        }
    }

    private static ThreadHead toProto(DirtyHead head) {
        var proto = ThreadHead.newBuilder()
                .setThreadId(head.thread().value())
                .setSequence(head.head().sequence())
                .setOrdinal(head.head().ordinal());
        head.newest()
                .ifPresent(newest -> proto.setMessageId(newest.message().value())
                        .setMessageTime(WireTime.toProto(newest.createTime())));
        head.cursors()
                .forEach(cursor -> proto.addCursorMoves(CursorMove.newBuilder()
                        .setUserId(cursor.user().value())
                        .setReadSequence(cursor.readSequence())
                        .setReadOrdinal(cursor.readOrdinal())));
        return proto.build();
    }
}
