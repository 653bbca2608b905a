package dev.parley.thread.fence;

import dev.parley.thread.roster.Roster;
import dev.parley.thread.roster.ThreadStore;
import jakarta.inject.Singleton;

/// Sees to it that no change is acknowledged before its fence is in force.
@Singleton
public final class FenceKeeper {
    private final FencePusher pusher;
    private final ThreadStore store;
    private final ChangeSignal signal;

    FenceKeeper(FencePusher pusher, ThreadStore store, ChangeSignal signal) {
        this.pusher = pusher;
        this.store = store;
        this.signal = signal;
    }

    /// Returns at once when the fence of this committed version is in force, else puts it in force. Fails with
    /// `DependencyUnavailable`; the store still owes the fence then, and a repetition comes here again.
    public Roster enforce(Roster roster) {
        var thread = roster.thread();
        if (thread.isUnfenced()) {
            signal.changed();
            pusher.push(roster);
            store.fenceInForce(thread.id(), thread.version());
        }
        return roster;
    }
}
