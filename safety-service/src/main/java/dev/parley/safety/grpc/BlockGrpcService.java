package dev.parley.safety.grpc;

import static dev.parley.safety.grpc.BlockMapper.toBlockId;
import static dev.parley.safety.grpc.BlockMapper.toBlockResponse;
import static dev.parley.safety.grpc.BlockMapper.toListResponse;
import static dev.parley.safety.grpc.BlockMapper.toQuery;
import static dev.parley.safety.grpc.BlockMapper.toUnblockResponse;

import dev.parley.platform.wire.Unary;
import dev.parley.safety.block.BlockStore;
import dev.parley.safety.block.Blocks;
import dev.parley.safety.v1.BlockServiceGrpc.BlockServiceImplBase;
import dev.parley.safety.v1.BlockUserRequest;
import dev.parley.safety.v1.BlockUserResponse;
import dev.parley.safety.v1.ListBlocksRequest;
import dev.parley.safety.v1.ListBlocksResponse;
import dev.parley.safety.v1.UnblockUserRequest;
import dev.parley.safety.v1.UnblockUserResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// Serves `parley.safety.v1.BlockService`.
@Singleton
public final class BlockGrpcService extends BlockServiceImplBase {

    private final Blocks blocks;
    private final BlockStore store;

    /// Serves the blocks of a store.
    public BlockGrpcService(Blocks blocks, BlockStore store) {
        this.blocks = blocks;
        this.store = store;
    }

    @Override
    public void blockUser(BlockUserRequest request, StreamObserver<BlockUserResponse> response) {
        Unary.reply(response, () -> toBlockResponse(blocks.block(toBlockId(request.getUserId()))));
    }

    @Override
    public void unblockUser(UnblockUserRequest request, StreamObserver<UnblockUserResponse> response) {
        Unary.reply(response, () -> toUnblockResponse(blocks.unblock(toBlockId(request.getUserId()))));
    }

    @Override
    public void listBlocks(ListBlocksRequest request, StreamObserver<ListBlocksResponse> response) {
        Unary.reply(response, () -> toListResponse(store.page(toQuery(request))));
    }
}
