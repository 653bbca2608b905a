package dev.parley.message.memory;

import dev.parley.message.log.ContractLog;
import dev.parley.message.log.LogListener;
import dev.parley.message.log.MessageLogContract;
import dev.parley.message.receipt.CursorMovesContract;
import dev.parley.message.receipt.CursorStore;
import dev.parley.message.receipt.CursorStoreContract;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.DirtyHeadsContract;
import dev.parley.message.relay.DirtyHeadsRaceContract;
import dev.parley.message.send.UnscreenedMessages;
import dev.parley.message.send.UnscreenedMessagesContract;
import java.time.Clock;

final class MemoryEngineTest
        implements MessageLogContract,
                CursorStoreContract,
                CursorMovesContract,
                DirtyHeadsContract,
                DirtyHeadsRaceContract,
                UnscreenedMessagesContract {

    private final MemoryStore store = new MemoryStore();

    @Override
    public ContractLog open(Clock clock, LogListener listener) {
        var log = new MemoryMessageLog(store, clock, listener);
        return new ContractLog(log, log);
    }

    @Override
    public CursorStore cursors() {
        return cursors(Clock.systemUTC());
    }

    @Override
    public CursorStore cursors(Clock clock) {
        return new MemoryCursorStore(store, clock);
    }

    @Override
    public DirtyHeads dirtyHeads() {
        return new MemoryDirtyHeads(store);
    }

    @Override
    public UnscreenedMessages unscreened() {
        return new MemoryUnscreenedMessages(store);
    }
}
