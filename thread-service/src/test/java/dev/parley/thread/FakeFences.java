package dev.parley.thread;

import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceParticipant;
import dev.parley.message.internal.v1.FenceServiceGrpc;
import dev.parley.message.internal.v1.ListFencesRequest;
import dev.parley.message.internal.v1.ListFencesResponse;
import dev.parley.message.internal.v1.SetFenceResult;
import dev.parley.message.internal.v1.SetFencesRequest;
import dev.parley.message.internal.v1.SetFencesResponse;
import dev.parley.message.internal.v1.StoredFence;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// A message service that keeps the newest fence of each thread. It can be down for the threads of one user,
/// so that tests that share it do not interfere.
final class FakeFences extends FenceServiceGrpc.FenceServiceImplBase {
    private static final int PAGE = 7;

    private final ConcurrentHashMap<String, Fence> fences = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Integer> pushes = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Status> failures = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Status> refusals = new ConcurrentHashMap<>();

    @Override
    public void setFences(SetFencesRequest request, StreamObserver<SetFencesResponse> response) {
        request.getFencesList().forEach(fence -> pushes.merge(fence.getThreadId(), 1, Integer::sum));
        var failure = request.getFencesList().stream()
                .flatMap(fence -> fence.getParticipantsList().stream())
                .flatMap(one -> Optional.ofNullable(failures.get(one.getUserId())).stream())
                .findFirst();
        if (failure.isPresent()) {
            response.onError(failure.get().asRuntimeException(new Metadata()));
            return;
        }
        var results = SetFencesResponse.newBuilder();
        request.getFencesList().forEach(fence -> results.addResults(set(fence)));
        response.onNext(results.build());
        response.onCompleted();
    }

    private SetFenceResult set(Fence fence) {
        var refusal = refusals.get(fence.getThreadId());
        if (refusal != null) {
            return SetFenceResult.newBuilder()
                    .setError(com.google.rpc.Status.newBuilder()
                            .setCode(refusal.getCode().value()))
                    .build();
        }
        var kept = fences.merge(
                fence.getThreadId(), fence, (known, given) -> given.getVersion() > known.getVersion() ? given : known);
        return SetFenceResult.newBuilder()
                .setVersion(kept.getVersion())
                .setDifferent(!kept.toBuilder()
                        .clearDepartures()
                        .build()
                        .equals(fence.toBuilder().clearDepartures().build()))
                .setSequence(sequence(kept.getVersion()))
                .build();
    }

    @Override
    public void listFences(ListFencesRequest request, StreamObserver<ListFencesResponse> response) {
        var page = new TreeMap<>(fences)
                .tailMap(request.getPageToken(), false).values().stream()
                        .limit(PAGE)
                        .toList();
        var list = ListFencesResponse.newBuilder();
        if (request.getThreadIdsCount() > 0) {
            page = request.getThreadIdsList().stream()
                    .filter(fences::containsKey)
                    .map(fences::get)
                    .toList();
        }
        page.forEach(fence -> list.addFences(
                StoredFence.newBuilder().setThreadId(fence.getThreadId()).setVersion(fence.getVersion())));
        if (page.size() == PAGE && request.getThreadIdsCount() == 0) {
            list.setNextPageToken(page.getLast().getThreadId());
        }
        response.onNext(list.build());
        response.onCompleted();
    }

    /// Replaces a fence, as if another database was in use before.
    void put(Fence fence) {
        fences.put(fence.getThreadId(), fence);
    }

    void lose(String thread) {
        fences.remove(thread);
    }

    /// Returns the sequence that a log reaches with a fence: the first fence adds no frame.
    static long sequence(long version) {
        return version == 1 ? 0 : 10 * version;
    }

    void takeDown(String user) {
        fail(user, Status.UNAVAILABLE);
    }

    /// Fails calls about the threads of a user, with trailers like those of a real service.
    void fail(String user, Status with) {
        failures.put(user, with);
    }

    void bringBack(String user) {
        failures.remove(user);
    }

    /// Stores all fences of a call except that of this thread.
    void refuse(String thread) {
        refusals.put(thread, Status.UNAVAILABLE);
    }

    void accept(String thread) {
        refusals.remove(thread);
    }

    /// Returns how often a fence of the thread was pushed.
    int pushes(String thread) {
        return pushes.getOrDefault(thread, 0);
    }

    Optional<Fence> find(String thread) {
        return Optional.ofNullable(fences.get(thread));
    }

    Fence get(String thread) {
        return find(thread).orElseThrow();
    }

    long version(String thread) {
        return find(thread).map(Fence::getVersion).orElse(0L);
    }

    /// Whether the user may write by the fence in force: is a participant, and contact is not closed.
    boolean isWritable(String thread, String user) {
        return find(thread)
                .flatMap(fence -> find(fence, user))
                .filter(one -> !one.getContactClosed())
                .isPresent();
    }

    static Optional<FenceParticipant> find(Fence fence, String user) {
        return fence.getParticipantsList().stream()
                .filter(one -> one.getUserId().equals(user))
                .findFirst();
    }
}
