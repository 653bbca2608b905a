package dev.parley.message.feed;

import dev.parley.id.ThreadId;
import dev.parley.message.log.MessageLog.LogState;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Compares the cursors of live threads with the store.
final class CursorComparison {

    private final LiveThreads threads;

    CursorComparison(LiveThreads threads) {
        this.threads = threads;
    }

    /// Reads the cursors that moved in these threads.
    void compare(Collection<LiveThread> some) {
        if (!some.isEmpty()) {
            var live = new HashMap<ThreadId, LiveThread>();
            some.forEach(thread -> live.put(thread.id(), thread));
            compare(live, threads.states(live.keySet()));
        }
    }

    /// Does the same, given the states of the logs.
    void compare(Map<ThreadId, LiveThread> live, Map<ThreadId, LogState> states) {
        var moved = new HashMap<ThreadId, Long>();
        states.forEach((id, state) -> {
            if (state.cursorMoves() > live.get(id).cursorMoves()) {
                moved.put(id, live.get(id).cursorMoves());
            }
        });
        if (!moved.isEmpty()) {
            threads.cursors().movedAfter(moved).forEach((id, cursors) -> cursors.forEach(live.get(id)::moved));
            moved.keySet()
                    .forEach(id -> live.get(id).cursorsKnownUpTo(states.get(id).cursorMoves()));
        }
    }
}
