package dev.parley.safety.clients;

import dev.parley.platform.outbox.OutboxEntry;
import dev.parley.platform.outbox.OutboxTarget;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.BlockId;
import dev.parley.safety.block.Blocks;
import jakarta.inject.Singleton;
import java.util.List;

/// Enforces, in the background, the blocks that the original call could not finish. The state is read when it
/// is delivered, so it is never older than the entry.
@Singleton
public final class BlockRelay implements OutboxTarget {

    private final Blocks blocks;

    /// Finishes what callers could not finish.
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
