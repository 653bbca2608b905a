package dev.parley.safety.block;

import java.time.Instant;
import java.util.Optional;

/// The state of a block, which may have ended.
///
/// @param id who blocks whom
/// @param version increases by one with each start and each end, from 1, and never resets
/// @param createTime when the block, or the last one, began
/// @param endTime when it ended; empty while it is active
/// @param applied the newest version that is in force in every thread
public record Block(BlockId id, long version, Instant createTime, Optional<Instant> endTime, Applied applied) {

    /// The topic under which the background relay finds blocks that are not in force yet. The key is
    /// [BlockId#key].
    public static final String TOPIC = "block";

    /// The version of a block that is in force.
    ///
    /// @param version the newest version that thread-service has confirmed; 0 before the first
    /// @param token the consistency token of that confirmation: reads that carry it show the version's
    /// effects
    public record Applied(long version, String token) {

        /// No version is in force yet.
        public static final Applied NOTHING = new Applied(0, "");
    }

    /// Throws `IllegalArgumentException` if the version in force is newer than the version of the block.
    public Block {
        if (version < 1 || applied.version() < 0 || applied.version() > version) {
            throw new IllegalArgumentException("A block's versions are out of order");
        }
    }

    /// Creates the first block in this direction.
    public static Block first(BlockId id, Instant now) {
        return new Block(id, 1, now, Optional.empty(), Applied.NOTHING);
    }

    /// Returns the block as active from now on; an active block is unchanged. The clocks of replicas differ,
    /// so no change gets an earlier time than the previous one.
    Block started(Instant now) {
        return isActive() ? this : new Block(id, version + 1, after(now), Optional.empty(), applied);
    }

    /// Returns the block as ended; a block that has already ended is unchanged.
    Block ended(Instant now) {
        return isActive() ? new Block(id, version + 1, createTime, Optional.of(after(now)), applied) : this;
    }

    /// Returns the block after thread-service has confirmed a version. Confirmations may arrive in any order:
    /// the newest one wins.
    Block confirmed(Applied confirmed) {
        return confirmed.version() > applied.version() ? new Block(id, version, createTime, endTime, confirmed) : this;
    }

    /// Whether the block is active.
    public boolean isActive() {
        return endTime.isEmpty();
    }

    /// Whether this state is in force in every thread.
    public boolean isApplied() {
        return applied.version() == version;
    }

    /// Returns the start or end that created this version.
    public BlockChange change() {
        return new BlockChange(version, isActive(), changeTime());
    }

    /// Returns the position of this block in a list.
    public BlockPosition position() {
        return new BlockPosition(createTime, id.blocked());
    }

    private Instant changeTime() {
        return endTime.orElse(createTime);
    }

    private Instant after(Instant now) {
        return now.isBefore(changeTime()) ? changeTime() : now;
    }
}
