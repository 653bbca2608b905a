package dev.parley.message.fence;

import dev.parley.id.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The users whose new messages are hidden from others: for each hidden sender, the viewers. At most 50,000
/// pairs.
public record HiddenPairs(Map<UserId, Set<UserId>> viewersOf) {

    /// No user is hidden.
    public static final HiddenPairs NONE = new HiddenPairs(Map.of());

    private static final int MOST = 50_000;

    /// A sender whose messages a viewer does not see.
    public record Pair(UserId viewer, UserId sender) {}

    /// Copies the collections. Throws [IllegalArgumentException] for more than 50,000 pairs.
    public HiddenPairs {
        var copies = new HashMap<UserId, Set<UserId>>();
        viewersOf.forEach((sender, viewers) -> copies.put(sender, Set.copyOf(viewers)));
        viewersOf = Map.copyOf(copies);
        if (viewersOf.values().stream().mapToInt(Set::size).sum() > MOST) {
            throw new IllegalArgumentException("A fence hides at most " + MOST + " pairs");
        }
    }

    /// Creates an instance from the pairs of a fence.
    public static HiddenPairs of(Collection<Pair> pairs) {
        var viewers = new HashMap<UserId, Set<UserId>>();
        pairs.forEach(pair -> viewers.computeIfAbsent(pair.sender(), sender -> new HashSet<>())
                .add(pair.viewer()));
        return new HiddenPairs(viewers);
    }

    /// Returns the viewers from whom messages of this sender are hidden.
    public Set<UserId> viewersOf(UserId sender) {
        return viewersOf.getOrDefault(sender, Set.of());
    }
}
