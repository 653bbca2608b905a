package dev.parley.safety.postgres;

import dev.parley.safety.block.Block;
import dev.parley.safety.block.BlockId;
import dev.parley.id.UserId;
import io.micronaut.data.annotation.Embeddable;
import io.micronaut.data.annotation.EmbeddedId;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import java.time.Instant;

/// What is read of a row of `user_block`.
@MappedEntity("user_block")
record BlockRow(@EmbeddedId Key key, boolean active, long version, long appliedVersion, Instant createTime) {

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
        return new Block(id, active, version, appliedVersion, createTime);
    }
}
