package dev.parley.inbox.grpc;

import dev.parley.inbox.rebuild.InboxRebuild;
import dev.parley.inbox.v1.InboxAdminServiceGrpc.InboxAdminServiceImplBase;
import dev.parley.inbox.v1.RebuildInboxRequest;
import dev.parley.inbox.v1.RebuildInboxResponse;
import dev.parley.platform.job.Jobs;
import dev.parley.platform.server.JobGrpcService;
import dev.parley.platform.wire.Unary;
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
    public void rebuildInbox(RebuildInboxRequest request, StreamObserver<RebuildInboxResponse> response) {
        Unary.reply(
                response,
                () -> RebuildInboxResponse.newBuilder()
                        .setJob(JobGrpcService.toProto(jobs.start(InboxRebuild.NAME, "")))
                        .build());
    }
}
