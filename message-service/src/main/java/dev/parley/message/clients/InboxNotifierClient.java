package dev.parley.message.clients;

import dev.parley.id.UserId;
import dev.parley.inbox.internal.v1.ApplyHeadsRequest;
import dev.parley.inbox.internal.v1.CursorMove;
import dev.parley.inbox.internal.v1.HiddenOrdinal;
import dev.parley.inbox.internal.v1.InboxFeedServiceGrpc;
import dev.parley.inbox.internal.v1.InboxFeedServiceGrpc.InboxFeedServiceBlockingStub;
import dev.parley.inbox.internal.v1.NewestMessage;
import dev.parley.inbox.internal.v1.ThreadHead;
import dev.parley.message.fence.Actor;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeads.Newest;
import dev.parley.message.relay.InboxNotifier;
import dev.parley.platform.clients.Failure;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.wire.WireTime;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Reports heads to the inbox service.
@Singleton
public final class InboxNotifierClient implements InboxNotifier {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long PATIENCE_SECONDS = 5;

    private final InboxFeedServiceBlockingStub inbox;

    /// Reports to the inbox service that the channels lead to.
    public InboxNotifierClient(ServiceChannels channels) {
        this.inbox = InboxFeedServiceGrpc.newBlockingStub(channels.to("inbox"));
    }

    @Override
    public void notify(List<DirtyHead> heads) {
        var request = ApplyHeadsRequest.newBuilder();
        heads.forEach(head -> request.addHeads(toProto(head)));
        try {
            Neighbour.call(
                    "inbox",
                    () -> inbox.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .applyHeads(request.build()));
        } catch (StatusRuntimeException refused) {
            if (Failure.of(refused) != Failure.REFUSAL) {
                throw new DependencyUnavailable(
                                "inbox",
                                RETRY_AFTER,
                                refused.getStatus().getCode().name())
                        .exception();
            }
            throw new Refused(reason(refused.getStatus()));
        }
    }

    private static String reason(Status status) {
        return status.getDescription() == null
                ? status.getCode().name()
                : status.getCode() + ": " + status.getDescription();
    }

    /// Converts a head.
    public static ThreadHead toProto(DirtyHead head) {
        var proto = ThreadHead.newBuilder()
                .setThreadId(head.thread().value())
                .setSequence(head.head().sequence())
                .setOrdinal(Math.toIntExact(head.head().ordinal()));
        head.newest().ifPresent(newest -> proto.setNewest(toProto(newest)));
        head.cursors().forEach(cursor -> proto.addCursorMoves(toProto(cursor)));
        head.hidden().stream()
                .filter(hidden -> hidden.ordinal() > 0)
                .forEach(hidden -> proto.addHiddenOrdinals(toProto(hidden)));
        return proto.build();
    }

    private static NewestMessage toProto(Newest newest) {
        return NewestMessage.newBuilder()
                .setMessageId(newest.message().value())
                .setSequence(newest.sequence())
                .setSenderId(newest.sender().map(Actor::value).orElse(""))
                .setCreateTime(WireTime.toProto(newest.createTime()))
                .build();
    }

    private static CursorMove toProto(Cursor cursor) {
        return CursorMove.newBuilder()
                .setUserId(cursor.user().value())
                .setReadSequence(cursor.readSequence())
                .setReadOrdinal(Math.toIntExact(cursor.readOrdinal()))
                .setVersion(cursor.version())
                .setJoinVersion(cursor.epoch().joinVersion())
                .build();
    }

    private static HiddenOrdinal toProto(dev.parley.message.log.HiddenMessage hidden) {
        return HiddenOrdinal.newBuilder()
                .setUserId(hidden.viewer().map(UserId::value).orElse(""))
                .setOrdinal(Math.toIntExact(hidden.ordinal()))
                .setHidden(hidden.hidden())
                .setVersion(hidden.version())
                .build();
    }
}
