package dev.parley.thread.memory;

import dev.parley.thread.contract.BlockProgressContract;
import dev.parley.thread.contract.BlockRaceContract;
import dev.parley.thread.contract.BlockedMovesContract;
import dev.parley.thread.contract.HistoryContract;
import dev.parley.thread.contract.ThreadDirectoryContract;
import dev.parley.thread.contract.ThreadStoreContract;
import dev.parley.thread.contract.ThreadWorkshop;

final class MemoryEngineTest
        implements ThreadStoreContract,
                ThreadDirectoryContract,
                BlockRaceContract,
                BlockedMovesContract,
                BlockProgressContract,
                HistoryContract {
    private final ThreadWorkshop workshop = new ThreadWorkshop(new MemoryEngine());

    @Override
    public ThreadWorkshop workshop() {
        return workshop;
    }
}
