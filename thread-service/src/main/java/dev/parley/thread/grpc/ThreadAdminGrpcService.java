package dev.parley.thread.grpc;

import dev.parley.platform.job.Jobs;
import dev.parley.platform.server.JobGrpcService;
import dev.parley.platform.wire.Unary;
import dev.parley.thread.fence.FenceRebuild;
import dev.parley.thread.v1.RebuildFencesRequest;
import dev.parley.thread.v1.RebuildFencesResponse;
import dev.parley.thread.v1.ThreadAdminServiceGrpc;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// Serves `ThreadAdminService`.
@Singleton
final class ThreadAdminGrpcService extends ThreadAdminServiceGrpc.ThreadAdminServiceImplBase {
    private final Jobs jobs;

    ThreadAdminGrpcService(@Named("thread") Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public void rebuildFences(RebuildFencesRequest request, StreamObserver<RebuildFencesResponse> response) {
        Unary.reply(
                response,
                () -> RebuildFencesResponse.newBuilder()
                        .setJob(JobGrpcService.toProto(
                                jobs.start(FenceRebuild.NAME, request.getThreadId() + request.getUserId())))
                        .build());
    }
}
