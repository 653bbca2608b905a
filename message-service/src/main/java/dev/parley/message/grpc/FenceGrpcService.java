package dev.parley.message.grpc;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.FenceList;
import dev.parley.message.fence.FenceList.Stamp;
import dev.parley.message.fence.FenceStore;
import dev.parley.message.fence.FenceStore.Result;
import dev.parley.message.grpc.fence.FenceMapper;
import dev.parley.message.internal.v1.FenceServiceGrpc.FenceServiceImplBase;
import dev.parley.message.internal.v1.ListFencesRequest;
import dev.parley.message.internal.v1.ListFencesResponse;
import dev.parley.message.internal.v1.SetFenceResult;
import dev.parley.message.internal.v1.SetFencesRequest;
import dev.parley.message.internal.v1.SetFencesResponse;
import dev.parley.message.internal.v1.StoredFence;
import dev.parley.platform.paging.Page;
import dev.parley.platform.paging.PageBounds;
import dev.parley.platform.paging.PageTokens;
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

    private static final String LIST = "ListFences";
    private static final PageBounds BOUNDS = new PageBounds(200, 1_000);

    private final FenceStore store;
    private final FenceList list;
    private final Problems problems;

    /// Stores fences together with the heads of the log.
    public FenceGrpcService(FenceStore store, FenceList list, Problems problems) {
        this.store = store;
        this.list = list;
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

    @Override
    public void listFences(ListFencesRequest request, StreamObserver<ListFencesResponse> response) {
        Unary.reply(response, () -> {
            if (request.getThreadIdsCount() > 0) {
                return toProto(list.of(request.getThreadIdsList().stream()
                                .map(ThreadId::new)
                                .toList()))
                        .build();
            }
            String after = PageTokens.read(request.getPageToken(), LIST, 1, List::getFirst)
                    .orElse("");
            int size = BOUNDS.size(request.getPageSize());
            Page<Stamp> page = Page.of(list.after(after, Page.probe(size)), size);
            return toProto(page.items())
                    .setNextPageToken(page.nextToken(
                            last -> PageTokens.write(LIST, last.thread().value())))
                    .build();
        });
    }

    private static ListFencesResponse.Builder toProto(List<Stamp> stamps) {
        var fences = ListFencesResponse.newBuilder();
        stamps.forEach(one -> fences.addFences(
                StoredFence.newBuilder().setThreadId(one.thread().value()).setVersion(one.version())));
        return fences;
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
            case Result.Stored(long version, long sequence, boolean different) ->
                proto.setVersion(version)
                        .setSequence(sequence)
                        .setDifferent(different)
                        .build();
            case Result.Failed(var problem) ->
                proto.setError(problems.statusOf(problem, METHOD).toProto()).build();
        };
    }
}
