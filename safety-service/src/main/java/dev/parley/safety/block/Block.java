package dev.parley.safety.block;

import java.time.Instant;

/// The state of a block, which may have ended.
///
/// @param id             who blocks whom
/// @param active         whether the block stands
/// @param version        grows with each change, from 1, for ever
/// @param appliedVersion the newest version that is in force in every thread; never above `version`
/// @param createTime     since when the block stands, or when the last one began
public record Block(BlockId id, boolean active, long version, long appliedVersion, Instant createTime) {

    /// The topic under which the background relay finds blocks that are not in force yet. The key is [BlockId#key].
    public static final String TOPIC = "block";

    /// Whether this state is in force in every thread.
    public boolean isApplied() {
        return appliedVersion >= version;
    }

    /// Where this block stands in a list.
    public BlockPosition position() {
        return new BlockPosition(createTime, id.blocked());
    }
}
