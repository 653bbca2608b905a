package dev.parley.safety.memory;

import dev.parley.safety.block.FreePairs;
import dev.parley.safety.block.FreePairsContract;

final class MemoryFreePairsTest implements FreePairsContract {

    @Override
    public FreePairs pairs() {
        return new MemoryFreePairs();
    }
}
