package dev.parley.message.grpc;

import dev.parley.inbox.internal.v1.ApplyHeadsRequest;
import dev.parley.inbox.internal.v1.ApplyHeadsResponse;
import dev.parley.inbox.internal.v1.CursorMove;
import dev.parley.inbox.internal.v1.InboxFeedServiceGrpc.InboxFeedServiceImplBase;
import dev.parley.inbox.internal.v1.ThreadHead;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// An inbox that keeps the newest head and cursors of each report.
public final class FakeInbox extends InboxFeedServiceImplBase {

    private final Map<String, ThreadHead> heads = new ConcurrentHashMap<>();
    private final Map<String, CursorMove> cursors = new ConcurrentHashMap<>();
    private volatile Status failure = Status.OK;

    @Override
    public void applyHeads(ApplyHeadsRequest request, StreamObserver<ApplyHeadsResponse> response) {
        if (!failure.isOk() && request.getHeadsList().stream().anyMatch(this::isStruck)) {
            response.onError(failure.asRuntimeException());
            return;
        }
        for (ThreadHead head : request.getHeadsList()) {
            heads.merge(head.getThreadId(), head, (old, now) -> now.getSequence() >= old.getSequence() ? now : old);
            head.getCursorMovesList()
                    .forEach(move -> cursors.merge(
                            head.getThreadId() + move.getUserId(),
                            move,
                            (old, now) -> now.getVersion() >= old.getVersion() ? now : old));
        }
        response.onNext(ApplyHeadsResponse.getDefaultInstance());
        response.onCompleted();
    }

    /// Fails with a status if a thread of a call has a name that ends in `struck`; with UNAVAILABLE, fails
    /// every call.
    public void failWith(Status status) {
        failure = status;
    }

    private boolean isStruck(ThreadHead head) {
        return failure.getCode() == Status.Code.UNAVAILABLE
                || head.getThreadId().endsWith("struck");
    }

    /// Forgets everything, as a restored database may have.
    public void forget() {
        heads.clear();
        cursors.clear();
    }

    public ThreadHead head(String thread) {
        return heads.getOrDefault(thread, ThreadHead.getDefaultInstance());
    }

    public CursorMove cursor(String thread, String user) {
        return cursors.getOrDefault(thread + user, CursorMove.getDefaultInstance());
    }
}
