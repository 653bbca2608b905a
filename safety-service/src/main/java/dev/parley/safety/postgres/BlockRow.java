package dev.parley.safety.postgres;

import dev.parley.id.UserId;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.Block.Applied;
import dev.parley.safety.block.BlockId;
import io.micronaut.data.annotation.Embeddable;
import io.micronaut.data.annotation.EmbeddedId;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A row of `block`.
@MappedEntity("block")
record BlockRow(
        @EmbeddedId Key key,
        long version,
        Instant createTime,
        @Nullable Instant endTime,
        long appliedVersion,
        String appliedToken) {

    /// The primary key.
    @Embeddable
    record Key(
            @MappedProperty("blocker_id") String blockerId,
            @MappedProperty("blocked_id") String blockedId) {

        static Key of(BlockId id) {
            return new Key(id.blocker().value(), id.blocked().value());
        }
    }

    Block toBlock() {
        var id = new BlockId(new UserId(key.blockerId()), new UserId(key.blockedId()));
        return new Block(
                id, version, createTime, Optional.ofNullable(endTime), new Applied(appliedVersion, appliedToken));
    }
}
