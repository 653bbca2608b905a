package dev.parley.thread.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.wire.Unary;
import dev.parley.thread.block.BlockApplier;
import dev.parley.thread.internal.v1.ApplyBlockRequest;
import dev.parley.thread.internal.v1.ApplyBlockResponse;
import dev.parley.thread.internal.v1.CheckAccessRequest;
import dev.parley.thread.internal.v1.CheckAccessResponse;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc;
import dev.parley.thread.lookup.ThreadDirectory;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// Serves `ThreadPolicyService`.
@Singleton
final class ThreadPolicyGrpcService extends ThreadPolicyServiceGrpc.ThreadPolicyServiceImplBase {
    private final ThreadDirectory directory;
    private final BlockApplier blocks;

    ThreadPolicyGrpcService(ThreadDirectory directory, BlockApplier blocks) {
        this.directory = directory;
        this.blocks = blocks;
    }

    @Override
    public void checkAccess(CheckAccessRequest request, StreamObserver<CheckAccessResponse> response) {
        Unary.reply(
                response,
                () -> directory
                        .findAccess(new ThreadId(request.getThreadId()), new UserId(request.getUserId()))
                        .map(ThreadMapper::toProto)
                        .orElse(CheckAccessResponse.getDefaultInstance()));
    }

    @Override
    public void applyBlock(ApplyBlockRequest request, StreamObserver<ApplyBlockResponse> response) {
        Unary.reply(response, () -> {
            var applied = blocks.apply(RequestMapper.toBlock(request));
            return ApplyBlockResponse.newBuilder()
                    .setVersion(applied.version())
                    .setConsistencyToken(TokenMapper.toToken(applied.newest()))
                    .build();
        });
    }
}
