package dev.parley.message.fence;

import dev.parley.id.UserId;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// The users whose new messages are hidden from others: for each hidden sender, the viewers.
///
/// Immutable. The viewers of a sender are a bit set, so all 89,700 pairs of a thread of 300 take about 50 KB. The
/// set of each sender is created once, so a lookup allocates nothing.
public final class HiddenPairs {

    /// No user is hidden.
    public static final HiddenPairs NONE = new HiddenPairs(Map.of());

    private final Map<UserId, Viewers> viewersOf;

    /// A sender whose messages a viewer does not see.
    public record Pair(UserId viewer, UserId sender) {}

    private HiddenPairs(Map<UserId, Viewers> viewersOf) {
        this.viewersOf = Map.copyOf(viewersOf);
    }

    /// Creates an instance from single pairs.
    public static HiddenPairs of(Collection<Pair> pairs) {
        var named = new TreeSet<UserId>();
        for (Pair pair : pairs) {
            named.add(pair.viewer());
            named.add(pair.sender());
        }
        List<UserId> users = List.copyOf(named);
        var indexes = new HashMap<UserId, Integer>();
        users.forEach(user -> indexes.put(user, indexes.size()));
        var senders = new ArrayList<BitSet>();
        users.forEach(user -> senders.add(new BitSet()));
        for (Pair pair : pairs) {
            senders.get(indexes.getOrDefault(pair.viewer(), 0)).set(indexes.getOrDefault(pair.sender(), 0));
        }
        return of(users, senders);
    }

    /// Creates an instance from different users. For each viewer among the first ones, `senders` has the indexes
    /// of the senders, all below the number of users.
    public static HiddenPairs of(List<UserId> users, List<BitSet> senders) {
        BitSet named = named(senders);
        if (named.isEmpty()) {
            return NONE;
        }
        int[] inOrder = named.stream()
                .boxed()
                .sorted((one, other) -> users.get(one).compareTo(users.get(other)))
                .mapToInt(Integer::intValue)
                .toArray();
        var sorted = new UserId[inOrder.length];
        var place = new int[users.size()];
        for (int i = 0; i < inOrder.length; i++) {
            sorted[i] = users.get(inOrder[i]);
            place[inOrder[i]] = i;
        }
        var viewers = new BitSet[sorted.length];
        for (int viewer = 0; viewer < senders.size(); viewer++) {
            int from = place[viewer];
            senders.get(viewer).stream().forEach(sender -> {
                int to = place[sender];
                if (viewers[to] == null) {
                    viewers[to] = new BitSet(sorted.length);
                }
                viewers[to].set(from);
            });
        }
        var viewersOf = new HashMap<UserId, Viewers>();
        for (int i = 0; i < sorted.length; i++) {
            if (viewers[i] != null) {
                viewersOf.put(sorted[i], new Viewers(sorted, viewers[i]));
            }
        }
        return new HiddenPairs(viewersOf);
    }

    /// Returns the indexes of all viewers and senders.
    private static BitSet named(List<BitSet> senders) {
        var named = new BitSet();
        for (int viewer = 0; viewer < senders.size(); viewer++) {
            if (!senders.get(viewer).isEmpty()) {
                named.set(viewer);
                named.or(senders.get(viewer));
            }
        }
        return named;
    }

    /// Returns the viewers from whom messages of this sender are hidden.
    public Set<UserId> viewersOf(UserId sender) {
        Set<UserId> viewers = viewersOf.get(sender);
        return viewers == null ? Set.of() : viewers;
    }

    /// Returns the senders who are hidden from anybody.
    public Set<UserId> senders() {
        return viewersOf.keySet();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HiddenPairs pairs && pairs.viewersOf.equals(viewersOf);
    }

    @Override
    public int hashCode() {
        return viewersOf.hashCode();
    }

    @Override
    public String toString() {
        return "HiddenPairs" + viewersOf;
    }

    /// A set of users, as bits over all users of an instance.
    private static final class Viewers extends AbstractSet<UserId> {

        private final UserId[] users;
        private final BitSet bits;

        /// @param users sorted
        Viewers(UserId[] users, BitSet bits) {
            this.users = users;
            this.bits = bits;
        }

        @Override
        public Iterator<UserId> iterator() {
            return bits.stream().mapToObj(index -> users[index]).iterator();
        }

        @Override
        public int size() {
            return bits.cardinality();
        }

        @Override
        public boolean isEmpty() {
            return bits.isEmpty();
        }

        @Override
        public boolean contains(Object user) {
            int index = user instanceof UserId id ? Arrays.binarySearch(users, id) : -1;
            return index >= 0 && bits.get(index);
        }

        @Override
        public boolean equals(Object other) {
            if (other instanceof Viewers viewers && (users == viewers.users || Arrays.equals(users, viewers.users))) {
                return bits.equals(viewers.bits);
            }
            return super.equals(other);
        }

        @Override
        public int hashCode() {
            return IntStream.range(0, users.length)
                    .filter(bits::get)
                    .map(index -> users[index].hashCode())
                    .sum();
        }
    }
}
