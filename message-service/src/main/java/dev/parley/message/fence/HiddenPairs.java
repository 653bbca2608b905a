package dev.parley.message.fence;

import dev.parley.id.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Whose messages are hidden for whom from now on: of each hidden sender, the viewers. At most 50,000 pairs.
public record HiddenPairs(Map<UserId, Set<UserId>> viewersOf) {

    /// Nobody is hidden.
    public static final HiddenPairs NONE = new HiddenPairs(Map.of());

    private static final int MOST = 50_000;

    /// A sender whose messages a viewer does not see.
    public record Pair(UserId viewer, UserId sender) {}

    /// Keeps its own copies. Throws [IllegalArgumentException] for more than 50,000 pairs.
    public HiddenPairs {
        var copies = new HashMap<UserId, Set<UserId>>();
        viewersOf.forEach((sender, viewers) -> copies.put(sender, Set.copyOf(viewers)));
        viewersOf = Map.copyOf(copies);
        if (viewersOf.values().stream().mapToInt(Set::size).sum() > MOST) {
            throw new IllegalArgumentException("A fence hides at most " + MOST + " pairs");
        }
    }

    /// The pairs as a fence.
    public static HiddenPairs of(Collection<Pair> pairs) {
        var viewers = new HashMap<UserId, Set<UserId>>();
        pairs.forEach(pair -> viewers.computeIfAbsent(pair.sender(), sender -> new HashSet<>())
                .add(pair.viewer()));
        return new HiddenPairs(viewers);
    }

    /// Those for whom messages of this sender are hidden.
    public Set<UserId> viewersOf(UserId sender) {
        return viewersOf.getOrDefault(sender, Set.of());
    }
}
