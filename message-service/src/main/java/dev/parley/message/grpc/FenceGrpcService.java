package dev.parley.message.grpc;

import dev.parley.message.fence.Fence;
import dev.parley.message.fence.FenceStore;
import dev.parley.message.fence.FenceStore.Result;
import dev.parley.message.grpc.fence.FenceMapper;
import dev.parley.message.internal.v1.FenceServiceGrpc.FenceServiceImplBase;
import dev.parley.message.internal.v1.SetFenceResult;
import dev.parley.message.internal.v1.SetFencesRequest;
import dev.parley.message.internal.v1.SetFencesResponse;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.wire.Problems;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The RPCs of `parley.message.internal.v1.FenceService`.
@Singleton
public final class FenceGrpcService extends FenceServiceImplBase {

    private static final String METHOD = "parley.message.internal.v1.FenceService/SetFences";

    private final FenceStore store;
    private final Problems problems;

    /// Stores fences together with the heads of the log.
    public FenceGrpcService(FenceStore store, Problems problems) {
        this.store = store;
        this.problems = problems;
    }

    @Override
    public void setFences(SetFencesRequest request, StreamObserver<SetFencesResponse> response) {
        Unary.reply(response, () -> {
            var results = new ArrayList<@Nullable Result>();
            var good = new ArrayList<Fence>();
            request.getFencesList().forEach(fence -> results.add(read(fence, good)));
            Iterator<Result> stored = store.setFences(good).iterator();
            var all = SetFencesResponse.newBuilder();
            results.forEach(result -> all.addResults(toProto(result == null ? stored.next() : result)));
            return all.build();
        });
    }

    /// Returns the failure of an invalid fence; otherwise returns null and adds the fence to the valid ones.
    private static @Nullable Result read(dev.parley.message.internal.v1.Fence fence, List<Fence> good) {
        try {
            good.add(FenceMapper.toFence(fence));
            return null;
        } catch (ProblemException impossible) {
            return new Result.Failed(impossible);
        }
    }

    private SetFenceResult toProto(Result result) {
        var proto = SetFenceResult.newBuilder();
        return switch (result) {
            case Result.Stored(long version, long sequence) ->
                proto.setVersion(version).setSequence(sequence).build();
            case Result.Failed(var problem) ->
                proto.setError(problems.statusOf(problem, METHOD).toProto()).build();
        };
    }
}
