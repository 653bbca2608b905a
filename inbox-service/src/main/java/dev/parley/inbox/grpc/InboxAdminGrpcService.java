package dev.parley.inbox.grpc;

import dev.parley.inbox.rebuild.InboxComparison;
import dev.parley.inbox.v1.InboxAdminServiceGrpc.InboxAdminServiceImplBase;
import dev.parley.inbox.v1.RebuildInboxRequest;
import dev.parley.inbox.v1.RebuildInboxResponse;
import dev.parley.inbox.v1.VerifyInboxRequest;
import dev.parley.inbox.v1.VerifyInboxResponse;
import dev.parley.platform.job.Jobs;
import dev.parley.platform.server.JobGrpcService;
import dev.parley.platform.wire.Unary;
import dev.parley.server.v1.Job;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// Serves `parley.inbox.v1.InboxAdminService`.
@Singleton
public final class InboxAdminGrpcService extends InboxAdminServiceImplBase {

    private final Jobs jobs;

    /// Starts jobs of this service.
    public InboxAdminGrpcService(@Named("inbox") Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public void verifyInbox(VerifyInboxRequest request, StreamObserver<VerifyInboxResponse> response) {
        Unary.reply(
                response,
                () -> VerifyInboxResponse.newBuilder()
                        .setJob(start(InboxComparison.VERIFY, request.getThreadId() + request.getUserId()))
                        .build());
    }

    @Override
    public void rebuildInbox(RebuildInboxRequest request, StreamObserver<RebuildInboxResponse> response) {
        Unary.reply(
                response,
                () -> RebuildInboxResponse.newBuilder()
                        .setJob(start(InboxComparison.REBUILD, request.getThreadId() + request.getUserId()))
                        .build());
    }

    /// At most one part of the scope is given.
    private Job start(String kind, String scope) {
        return JobGrpcService.toProto(jobs.start(kind, scope));
    }
}
