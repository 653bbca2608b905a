package dev.parley.thread.contract;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.thread.fence.FencePusher;
import dev.parley.thread.roster.Roster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A message service that keeps the newest fence of each thread, and can be down for some threads or
/// completely.
public final class KeptFences implements FencePusher {
    private static final DependencyUnavailable DOWN = new DependencyUnavailable("message", Duration.ofSeconds(1));

    private static final DependencyUnavailable REFUSED =
            new DependencyUnavailable("message", Duration.ofSeconds(1), "INVALID_ARGUMENT");

    private final Map<ThreadId, Roster> fences = new ConcurrentHashMap<>();
    private final List<Integer> pushes = new ArrayList<>();
    private final Set<ThreadId> refused = new HashSet<>();
    private boolean down;
    private int attempts;

    @Override
    public synchronized Pushed push(List<Roster> rosters) {
        if (down) {
            attempts++;
            throw DOWN.exception();
        }
        pushes.add(rosters.size());
        Map<ThreadId, Long> accepted = new HashMap<>();
        for (var roster : rosters) {
            var id = roster.thread().id();
            if (!refused.contains(id)) {
                accepted.put(id, 0L);
                fences.merge(id, roster, (known, given) -> version(given) > version(known) ? given : known);
            }
        }
        return new Pushed(accepted, accepted.size() == rosters.size() ? Optional.empty() : Optional.of(REFUSED));
    }

    public synchronized void takeDown() {
        down = true;
    }

    /// Returns the number of pushes without a response.
    public synchronized int attempts() {
        return attempts;
    }

    public synchronized void refuse(ThreadId thread) {
        refused.add(thread);
    }

    public synchronized void bringBack() {
        down = false;
        refused.clear();
    }

    /// Returns the sizes of the pushes so far.
    public synchronized List<Integer> pushes() {
        return List.copyOf(pushes);
    }

    /// Returns the fence in force.
    public Roster get(ThreadId thread) {
        return Optional.ofNullable(fences.get(thread)).orElseThrow();
    }

    public long version(ThreadId thread) {
        return Optional.ofNullable(fences.get(thread)).map(KeptFences::version).orElse(0L);
    }

    /// Whether the fence in force lets a user write.
    public boolean isWritable(ThreadId thread, UserId user) {
        return get(thread).find(user).filter(one -> !one.contactClosed()).isPresent();
    }

    /// Returns all fences in force.
    public Collection<Roster> all() {
        return List.copyOf(fences.values());
    }

    private static long version(Roster roster) {
        return roster.thread().stamp().fenceVersion();
    }
}
