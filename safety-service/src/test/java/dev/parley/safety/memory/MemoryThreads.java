package dev.parley.safety.memory;

import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.BlockEnforcer;
import dev.parley.safety.block.BlockId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A thread-service that keeps the newest state of each block, and can be down.
public final class MemoryThreads implements BlockEnforcer {

    private final Map<BlockId, Block> newest = new HashMap<>();
    private boolean down;
    private int calls;

    @Override
    public synchronized String enforce(Block block) {
        calls++;
        if (down) {
            throw new DependencyUnavailable("thread", Duration.ofSeconds(1)).exception();
        }
        Block now = newest.merge(
                block.id(), block, (before, pushed) -> pushed.version() > before.version() ? pushed : before);
        return "token-" + now.version();
    }

    /// Returns the newest state that was enforced.
    public synchronized Optional<Block> newest(BlockId id) {
        return Optional.ofNullable(newest.get(id));
    }

    /// Returns how often it was called, including calls while it was down.
    public synchronized int calls() {
        return calls;
    }

    /// Makes calls fail from now on, or succeed again.
    public synchronized void setDown(boolean down) {
        this.down = down;
    }
}
