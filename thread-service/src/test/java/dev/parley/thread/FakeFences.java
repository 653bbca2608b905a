package dev.parley.thread;

import dev.parley.message.v1.Fence;
import dev.parley.message.v1.FenceServiceGrpc;
import dev.parley.message.v1.SetFenceRequest;
import dev.parley.message.v1.SetFenceResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A message service that keeps the newest fence of each thread, and can be taken down.
final class FakeFences extends FenceServiceGrpc.FenceServiceImplBase {
    private final ConcurrentHashMap<String, Fence> fences = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile @Nullable Status failure;

    @Override
    public void setFence(SetFenceRequest request, StreamObserver<SetFenceResponse> response) {
        calls.incrementAndGet();
        Status now = failure;
        if (now != null) {
            response.onError(now.asRuntimeException(new Metadata()));
            return;
        }
        var kept = fences.merge(
                request.getFence().getThreadId(),
                request.getFence(),
                (known, told) -> told.getVersion() > known.getVersion() ? told : known);
        response.onNext(
                SetFenceResponse.newBuilder().setVersion(kept.getVersion()).build());
        response.onCompleted();
    }

    void takeDown() {
        fail(Status.UNAVAILABLE);
    }

    /// Answers with a failure that has trailers, as every one of a real service has.
    void fail(Status with) {
        failure = with;
    }

    void bringBack() {
        failure = null;
    }

    int calls() {
        return calls.get();
    }

    Optional<Fence> find(String thread) {
        return Optional.ofNullable(fences.get(thread));
    }

    long version(String thread) {
        return find(thread).map(Fence::getVersion).orElse(0L);
    }

    /// Whether the user may write by the fence in force: takes part, and nobody there is blocked.
    boolean isWritable(String thread, String user) {
        return find(thread)
                .map(fence -> fence.getParticipantsList().stream()
                                .anyMatch(one -> one.getUserId().equals(user))
                        && fence.getParticipantsList().stream().noneMatch(one -> one.getBlocked()))
                .orElse(false);
    }
}
