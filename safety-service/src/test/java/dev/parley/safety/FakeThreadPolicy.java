package dev.parley.safety;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.parley.thread.internal.v1.ApplyBlockRequest;
import dev.parley.thread.internal.v1.ApplyBlockResponse;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc.ThreadPolicyServiceImplBase;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A thread-service that keeps the newest state of each block, and can be down, slow, or deliver out of
/// order.
public final class FakeThreadPolicy extends ThreadPolicyServiceImplBase {

    /// A state that was pushed.
    record Applied(boolean active, long version) {}

    /// Keeps channels from retrying the call automatically, which would take the tests a few seconds each.
    private static final Metadata NO_RETRY = new Metadata();

    static {
        NO_RETRY.put(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER), "-1");
    }

    /// The message service refuses a fence, so the block is in force in the other threads only.
    private static final com.google.rpc.Status REFUSED = com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.UNAVAILABLE.value())
            .addDetails(Any.pack(ErrorInfo.newBuilder()
                    .setReason("DEPENDENCY_UNAVAILABLE")
                    .putMetadata("dependency", "message")
                    .putMetadata("answer", "INVALID_ARGUMENT")
                    .build()))
            .build();

    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Map<String, Applied> newest = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean down;
    private volatile boolean disorderly;
    private volatile boolean contradicted;
    private volatile boolean wordless;

    @Override
    public void applyBlock(ApplyBlockRequest request, StreamObserver<ApplyBlockResponse> response) {
        calls.incrementAndGet();
        if (refused.contains(request.getBlockerId())) {
            response.onError(StatusProto.toStatusRuntimeException(REFUSED, NO_RETRY));
            return;
        }
        if (down || !isLetThrough()) {
            response.onError(Status.UNAVAILABLE.asRuntimeException(NO_RETRY));
            return;
        }
        var pushed = new Applied(request.getActive(), request.getVersion());
        Applied now = newest.merge(request.getBlockerId() + "|" + request.getBlockedId(), pushed, this::newer);
        response.onNext(ApplyBlockResponse.newBuilder()
                .setVersion(now.version())
                .setConsistencyToken(
                        wordless ? "" : token(request.getBlockerId(), request.getBlockedId(), now.version()))
                .build());
        response.onCompleted();
    }

    /// Returns the newest state of a block.
    Optional<Applied> newest(String blocker, String blocked) {
        return Optional.ofNullable(newest.get(blocker + "|" + blocked));
    }

    /// Returns the consistency token of a state that is in force.
    static String token(String blocker, String blocked, long version) {
        return blocker + "|" + blocked + "|" + version;
    }

    /// Returns how often it was called, including calls while it was down.
    int calls() {
        return calls.get();
    }

    /// Whether two states with the same version were pushed.
    boolean isContradicted() {
        return contradicted;
    }

    /// Refuses all blocks of a user.
    void refuse(String blocker) {
        refused.add(blocker);
    }

    /// Accepts them again.
    void accept(String blocker) {
        refused.remove(blocker);
    }

    void setDown(boolean down) {
        this.down = down;
    }

    void setDisorderly(boolean disorderly) {
        this.disorderly = disorderly;
    }

    void setWordless(boolean wordless) {
        this.wordless = wordless;
    }

    /// Lets no call through until the latch is released.
    CountDownLatch hold() {
        gate = new CountDownLatch(1);
        return gate;
    }

    private Applied newer(Applied before, Applied pushed) {
        if (before.version() == pushed.version() && before.active() != pushed.active()) {
            contradicted = true;
        }
        return pushed.version() > before.version() ? pushed : before;
    }

    private boolean isLetThrough() {
        try {
            if (disorderly) {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(3_000_000));
            }
            return gate.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
