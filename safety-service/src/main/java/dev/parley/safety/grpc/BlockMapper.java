package dev.parley.safety.grpc;

import dev.parley.platform.caller.Caller;
import dev.parley.platform.paging.PageSize;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.wire.WireTime;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.BlockId;
import dev.parley.safety.block.BlockPage;
import dev.parley.safety.block.BlockPosition;
import dev.parley.safety.block.BlockQuery;
import dev.parley.id.UserId;
import dev.parley.safety.v1.ListBlocksRequest;
import dev.parley.safety.v1.ListBlocksResponse;
import java.time.Instant;
import java.util.List;

/// Blocks of the wire and of the domain. The blocker is always the acting user.
final class BlockMapper {

    private static final int STANDARD_SIZE = 50;
    private static final int MAX_SIZE = 200;

    private BlockMapper() {}

    static BlockId toBlockId(String blocked) {
        return new BlockId(actingUser(), new UserId(blocked));
    }

    static BlockQuery toQuery(ListBlocksRequest request) {
        UserId blocker = actingUser();
        return new BlockQuery(
                blocker,
                PageTokens.read(request.getPageToken(), tokenQuery(blocker), 2, BlockMapper::toPosition),
                PageSize.of(request.getPageSize(), STANDARD_SIZE, MAX_SIZE));
    }

    static dev.parley.safety.v1.Block toProto(Block block) {
        return dev.parley.safety.v1.Block.newBuilder()
                .setUserId(block.id().blocked().value())
                .setCreateTime(WireTime.toProto(block.createTime()))
                .build();
    }

    static ListBlocksResponse toProto(BlockPage page) {
        var response = ListBlocksResponse.newBuilder();
        page.blocks().forEach(block -> response.addBlocks(toProto(block)));
        page.next().ifPresent(next -> response.setNextPageToken(toToken(next)));
        return response.build();
    }

    private static String toToken(BlockPosition position) {
        return PageTokens.write(tokenQuery(actingUser()), position.createTime(), position.blocked());
    }

    private static BlockPosition toPosition(List<String> parts) {
        return new BlockPosition(WireTime.bounded(Instant.parse(parts.get(0))), new UserId(parts.get(1)));
    }

    private static String tokenQuery(UserId blocker) {
        return "ListBlocks|" + blocker;
    }

    private static UserId actingUser() {
        return Caller.current().actingUser();
    }
}
