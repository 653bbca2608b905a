package dev.parley.thread.fence;

import dev.parley.id.ThreadId;
import dev.parley.thread.roster.Roster;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes sure that no change is acknowledged before its fence is in force.
@Singleton
public final class FenceEnforcer {
    /// The most fences of one push.
    public static final int BATCH = 32;

    private final FencePusher pusher;
    private final AcknowledgedFences store;
    private final ChangeSignal signal;

    /// Puts fences in force and notes it in a store.
    public FenceEnforcer(FencePusher pusher, AcknowledgedFences store, ChangeSignal signal) {
        this.pusher = pusher;
        this.store = store;
        this.signal = signal;
    }

    /// Returns once the fence of this committed roster is in force; at once when it already is. Fails with
    /// `DependencyUnavailable`. The store still owes the fence then, and a repeated request comes here again.
    public Roster enforce(Roster roster) {
        enforceAll(List.of(roster));
        return roster;
    }

    /// Does the same for several committed rosters, in pushes of up to [#BATCH].
    public void enforceAll(List<Roster> rosters) {
        if (rosters.stream().anyMatch(roster -> roster.thread().isUnfenced())) {
            signal.changed();
        }
        finish(rosters);
    }

    /// Pushes those fences of committed rosters that are still owed. One that is not accepted does not hold up
    /// the others: it fails with `DependencyUnavailable` after all have been tried.
    public void finish(List<Roster> rosters) {
        var owed =
                rosters.stream().filter(roster -> roster.thread().isUnfenced()).toList();
        for (int from = 0; from < owed.size(); from += BATCH) {
            push(owed.subList(from, Math.min(from + BATCH, owed.size())));
        }
    }

    private void push(List<Roster> owed) {
        var pushed = pusher.push(owed);
        Map<ThreadId, Long> versions = new LinkedHashMap<>();
        owed.stream()
                .map(Roster::thread)
                .filter(thread -> pushed.accepted().contains(thread.id()))
                .forEach(thread -> versions.put(thread.id(), thread.stamp().fenceVersion()));
        if (!versions.isEmpty()) {
            store.inForce(versions);
        }
        pushed.failure().ifPresent(failure -> {
            throw failure.exception();
        });
    }
}
