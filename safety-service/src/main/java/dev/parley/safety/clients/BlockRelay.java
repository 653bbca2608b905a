package dev.parley.safety.clients;

import dev.parley.platform.outbox.OutboxEntry;
import dev.parley.platform.outbox.OutboxTarget;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.BlockId;
import dev.parley.safety.block.Blocks;
import jakarta.inject.Singleton;
import java.util.List;

/// Puts in force, in the background, the blocks that the call that made them left undone. The state is read
/// when it is delivered, so that it is never older than the entry.
@Singleton
public final class BlockRelay implements OutboxTarget {

    private final Blocks blocks;

    /// Finishes what callers left undone.
    public BlockRelay(Blocks blocks) {
        this.blocks = blocks;
    }

    @Override
    public String topic() {
        return Block.TOPIC;
    }

    @Override
    public void deliver(List<OutboxEntry> entries) {
        entries.forEach(entry -> blocks.finish(BlockId.ofKey(entry.key())));
    }
}
