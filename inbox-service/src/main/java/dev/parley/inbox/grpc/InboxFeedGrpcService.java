package dev.parley.inbox.grpc;

import dev.parley.inbox.internal.v1.ApplyHeadsRequest;
import dev.parley.inbox.internal.v1.ApplyHeadsResponse;
import dev.parley.inbox.internal.v1.ApplyThreadChangesRequest;
import dev.parley.inbox.internal.v1.ApplyThreadChangesResponse;
import dev.parley.inbox.internal.v1.InboxFeedServiceGrpc.InboxFeedServiceImplBase;
import dev.parley.inbox.merge.InboxUpdater;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// Serves `parley.inbox.internal.v1.InboxFeedService`.
@Singleton
public final class InboxFeedGrpcService extends InboxFeedServiceImplBase {

    private final InboxUpdater updater;

    /// Serves an updater.
    public InboxFeedGrpcService(InboxUpdater updater) {
        this.updater = updater;
    }

    @Override
    public void applyHeads(ApplyHeadsRequest request, StreamObserver<ApplyHeadsResponse> response) {
        Unary.reply(response, () -> {
            updater.applyHeads(UpdateMapper.toHeads(request));
            return ApplyHeadsResponse.getDefaultInstance();
        });
    }

    @Override
    public void applyThreadChanges(
            ApplyThreadChangesRequest request, StreamObserver<ApplyThreadChangesResponse> response) {
        Unary.reply(response, () -> {
            updater.applyThreads(UpdateMapper.toChanges(request));
            return ApplyThreadChangesResponse.getDefaultInstance();
        });
    }
}
