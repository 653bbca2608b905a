package dev.parley.thread;

import dev.parley.inbox.internal.v1.ApplyThreadChangesRequest;
import dev.parley.inbox.internal.v1.ApplyThreadChangesResponse;
import dev.parley.inbox.internal.v1.InboxFeedServiceGrpc;
import dev.parley.inbox.internal.v1.ThreadChange;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// An inbox service that keeps the newest change of each thread.
final class FakeInboxes extends InboxFeedServiceGrpc.InboxFeedServiceImplBase {
    private final ConcurrentHashMap<String, ThreadChange> changes = new ConcurrentHashMap<>();

    @Override
    public void applyThreadChanges(
            ApplyThreadChangesRequest request, StreamObserver<ApplyThreadChangesResponse> response) {
        request.getChangesList()
                .forEach(change -> changes.merge(
                        change.getThreadId(),
                        change,
                        (known, given) -> given.getVersion() > known.getVersion() ? given : known));
        response.onNext(ApplyThreadChangesResponse.getDefaultInstance());
        response.onCompleted();
    }

    void lose(String thread) {
        changes.remove(thread);
    }

    Optional<ThreadChange> find(String thread) {
        return Optional.ofNullable(changes.get(thread));
    }
}
