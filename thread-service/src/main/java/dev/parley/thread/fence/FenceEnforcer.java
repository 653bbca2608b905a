package dev.parley.thread.fence;

import dev.parley.id.ThreadId;
import dev.parley.platform.problem.ProblemException;
import dev.parley.thread.roster.Roster;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Ensures that no change is acknowledged before its fence is in force.
@Singleton
public final class FenceEnforcer {
    /// The maximum number of fences in one push.
    public static final int BATCH = 32;

    private final FencePusher pusher;
    private final AcknowledgedFences store;
    private final ChangeSignal signal;

    /// Puts fences in force and records that in a store.
    public FenceEnforcer(FencePusher pusher, AcknowledgedFences store, ChangeSignal signal) {
        this.pusher = pusher;
        this.store = store;
        this.signal = signal;
    }

    /// Returns once the fence of this committed roster is in force; immediately if it already is. Returns the
    /// sequence that the log has reached; 0 if this call did not push the fence, or if the sequence is
    /// unknown. Fails with `DependencyUnavailable`. The fence is then still pending in the store, and a
    /// retried request calls this method again.
    public long enforce(Roster roster) {
        return enforceAll(List.of(roster)).getOrDefault(roster.thread().id(), 0L);
    }

    /// Does the same for the roster of a request that was made before, whose first response may be lost: a fence
    /// that is in force is pushed again, to learn the sequence. That is then 0 if there is no response.
    public long enforceAgain(Roster roster) {
        if (roster.thread().isUnfenced()) {
            return enforce(roster);
        }
        try {
            return push(List.of(roster)).getOrDefault(roster.thread().id(), 0L);
        } catch (ProblemException unavailable) {
            return 0;
        }
    }

    /// Does the same as [#enforce] for several committed rosters, in pushes of up to [#BATCH]. Returns the
    /// sequences of those whose fences it pushed.
    public Map<ThreadId, Long> enforceAll(List<Roster> rosters) {
        if (rosters.stream().anyMatch(roster -> roster.thread().isUnfenced())) {
            signal.changed();
        }
        return finish(rosters);
    }

    /// Pushes the pending fences of committed rosters. A fence that is not accepted does not hold up the
    /// others: the method fails with `DependencyUnavailable` after all have been tried.
    public Map<ThreadId, Long> finish(List<Roster> rosters) {
        Map<ThreadId, Long> sequences = new HashMap<>();
        var owed =
                rosters.stream().filter(roster -> roster.thread().isUnfenced()).toList();
        for (int from = 0; from < owed.size(); from += BATCH) {
            sequences.putAll(push(owed.subList(from, Math.min(from + BATCH, owed.size()))));
        }
        return sequences;
    }

    private Map<ThreadId, Long> push(List<Roster> owed) {
        var pushed = pusher.push(owed);
        Map<ThreadId, Long> versions = new LinkedHashMap<>();
        owed.stream()
                .map(Roster::thread)
                .filter(thread -> pushed.accepted().containsKey(thread.id()))
                .forEach(thread -> versions.put(thread.id(), thread.stamp().fenceVersion()));
        if (!versions.isEmpty()) {
            store.inForce(versions);
        }
        pushed.failure().ifPresent(failure -> {
            throw failure.exception();
        });
        return pushed.accepted();
    }
}
