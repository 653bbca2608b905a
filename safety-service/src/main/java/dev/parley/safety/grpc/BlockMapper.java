package dev.parley.safety.grpc;

import dev.parley.id.UserId;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.paging.Page;
import dev.parley.platform.paging.PageBounds;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.wire.WireTime;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.Block.Applied;
import dev.parley.safety.block.BlockId;
import dev.parley.safety.block.BlockPosition;
import dev.parley.safety.block.BlockQuery;
import dev.parley.safety.v1.BlockUserResponse;
import dev.parley.safety.v1.ListBlocksRequest;
import dev.parley.safety.v1.ListBlocksResponse;
import dev.parley.safety.v1.UnblockUserResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Converts blocks between the wire and the rules. The blocker is always the acting user.
final class BlockMapper {

    private static final PageBounds BOUNDS = new PageBounds(50, 200);

    private BlockMapper() {}

    static BlockId toBlockId(String blocked) {
        return new BlockId(Caller.current().actingUser(), new UserId(blocked));
    }

    static BlockQuery toQuery(ListBlocksRequest request) {
        UserId blocker = Caller.current().actingUser();
        return new BlockQuery(
                blocker,
                PageTokens.read(request.getPageToken(), tokenQuery(blocker), 2, BlockMapper::toPosition),
                BOUNDS.size(request.getPageSize()));
    }

    static BlockUserResponse toBlockResponse(Block block) {
        return BlockUserResponse.newBuilder()
                .setBlock(toProto(block))
                .setConsistencyToken(token(block.applied()))
                .build();
    }

    static UnblockUserResponse toUnblockResponse(Optional<Block> block) {
        return UnblockUserResponse.newBuilder()
                .setConsistencyToken(token(block.map(Block::applied).orElse(Applied.NOTHING)))
                .build();
    }

    /// Returns the token of the state in force. If it has none, because the users share no thread or there
    /// never was a block, a token that waits for nothing: callers pass on what they get.
    private static String token(Applied applied) {
        return applied.token().isEmpty() ? ConsistencyTokens.write() : applied.token();
    }

    static ListBlocksResponse toListResponse(Page<Block> page) {
        var response = ListBlocksResponse.newBuilder();
        page.items().forEach(block -> response.addBlocks(toProto(block)));
        return response.setNextPageToken(page.nextToken(BlockMapper::toToken)).build();
    }

    private static dev.parley.safety.v1.Block toProto(Block block) {
        return dev.parley.safety.v1.Block.newBuilder()
                .setUserId(block.id().blocked().value())
                .setCreateTime(WireTime.toProto(block.createTime()))
                .build();
    }

    private static String toToken(Block block) {
        BlockPosition position = block.position();
        return PageTokens.write(tokenQuery(block.id().blocker()), position.createTime(), position.blocked());
    }

    private static BlockPosition toPosition(List<String> parts) {
        return new BlockPosition(WireTime.bounded(Instant.parse(parts.get(0))), new UserId(parts.get(1)));
    }

    private static String tokenQuery(UserId blocker) {
        return "ListBlocks|" + blocker;
    }
}
