package dev.parley.safety.events;

import dev.parley.platform.outbox.OutboxEntry;
import dev.parley.platform.outbox.OutboxTarget;
import dev.parley.safety.domain.BlockId;
import dev.parley.safety.domain.BlockKeeper;
import jakarta.inject.Singleton;
import java.util.List;

/// Puts in force, in the background, the blocks that the call that made them left undone. The state is read when it is
/// delivered, so what is put in force is never older than the entry.
@Singleton
public final class BlockRelay implements OutboxTarget {

    /// The topic of the outbox; the key is that of a [BlockId].
    public static final String TOPIC = "block";

    private final BlockKeeper keeper;

    /// Finishes what a keeper left undone.
    public BlockRelay(BlockKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public void deliver(List<OutboxEntry> entries) {
        entries.forEach(entry -> keeper.finish(BlockId.ofKey(entry.key())));
    }
}
