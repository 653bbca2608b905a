package dev.parley.safety.domain;

import java.time.Instant;

/// The state of a block, which may have ended.
///
/// @param id             who blocks whom
/// @param active         whether the block stands
/// @param version        grows with each change, from 1, for ever
/// @param appliedVersion the newest version that is in force in every thread; never above `version`
/// @param createTime     since when the block stands, or when the last one began
public record Block(BlockId id, boolean active, long version, long appliedVersion, Instant createTime) {

    /// Whether this state is in force in every thread.
    public boolean isApplied() {
        return appliedVersion >= version;
    }

    /// Where this block stands in a list.
    public BlockPosition position() {
        return new BlockPosition(createTime, id.blocked());
    }
}
