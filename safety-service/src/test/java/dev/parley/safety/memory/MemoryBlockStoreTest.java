package dev.parley.safety.memory;

import dev.parley.safety.block.BlockId;
import dev.parley.safety.block.BlockStore;
import dev.parley.safety.block.BlockStoreContract;

final class MemoryBlockStoreTest implements BlockStoreContract {

    private final MemoryBlockStore store = new MemoryBlockStore();

    @Override
    public BlockStore store() {
        return store;
    }

    @Override
    public boolean isUnfinished(BlockId id) {
        return store.isUnfinished(id);
    }
}
