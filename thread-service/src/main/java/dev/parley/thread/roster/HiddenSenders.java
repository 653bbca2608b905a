package dev.parley.thread.roster;

import dev.parley.id.UserId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whose messages are hidden from whom in a thread, by the indexes of the users among its participants in join
/// order: for each viewer, a set of senders. All pairs of a thread of 300 take 12 KB, so none is left out.
///
/// Immutable.
public final class HiddenSenders {
    /// Nobody is hidden.
    public static final HiddenSenders NONE = new HiddenSenders(List.of());

    /// By viewer; without empty sets at the end. Never changed.
    private final List<BitSet> senders;

    private HiddenSenders(List<BitSet> senders) {
        int size = senders.size();
        while (size > 0 && senders.get(size - 1).isEmpty()) {
            size--;
        }
        this.senders = List.copyOf(senders.subList(0, size));
    }

    /// Hides each blocked user from the user who blocks.
    static HiddenSenders of(List<UserId> users, Blocks blocks) {
        if (blocks.isEmpty()) {
            return NONE;
        }
        var indexes = indexes(users);
        var senders = new ArrayList<BitSet>();
        for (var user : users) {
            var blocked = new BitSet();
            for (var other : blocks.of(user)) {
                var index = indexes.get(other);
                if (index != null) {
                    blocked.set(index);
                }
            }
            senders.add(blocked);
        }
        return new HiddenSenders(senders);
    }

    /// Reads what [#toBytes] returned. Throws [IllegalArgumentException] for anything else.
    public static HiddenSenders ofBytes(byte[] bytes) {
        var senders = new ArrayList<BitSet>();
        for (int from = 0; from < bytes.length; ) {
            int length = Byte.toUnsignedInt(bytes[from++]);
            if (length > bytes.length - from) {
                throw new IllegalArgumentException("not the bytes of hidden senders");
            }
            var bits = new byte[length];
            System.arraycopy(bytes, from, bits, 0, length);
            senders.add(BitSet.valueOf(bits));
            from += length;
        }
        return new HiddenSenders(senders);
    }

    /// Returns a compact form for a store: for each viewer, the length of the set and its bytes.
    public byte[] toBytes() {
        var out = new ByteArrayOutputStream();
        for (byte[] bits : toSets()) {
            out.write(bits.length);
            out.writeBytes(bits);
        }
        return out.toByteArray();
    }

    /// Returns for each viewer the set of senders: sender `i` is bit `i % 8` of byte `i / 8`. No set ends with
    /// a zero, and the last one is not empty.
    public List<byte[]> toSets() {
        return senders.stream().map(BitSet::toByteArray).toList();
    }

    /// Whether nobody is hidden.
    public boolean isEmpty() {
        return senders.isEmpty();
    }

    /// Whether the messages of a sender are hidden from a viewer.
    boolean has(int viewer, int sender) {
        return viewer < senders.size() && senders.get(viewer).get(sender);
    }

    /// Returns this with one pair hidden or not.
    HiddenSenders with(int viewer, int sender, boolean hidden) {
        if (has(viewer, sender) == hidden) {
            return this;
        }
        var changed = new ArrayList<>(senders);
        while (changed.size() <= viewer) {
            changed.add(new BitSet());
        }
        var set = (BitSet) changed.get(viewer).clone();
        set.set(sender, hidden);
        changed.set(viewer, set);
        return new HiddenSenders(changed);
    }

    /// Returns the pairs of those users who are in both lists, by their indexes in the second one.
    HiddenSenders moved(List<UserId> from, List<UserId> to) {
        if (isEmpty() || from.equals(to)) {
            return this;
        }
        var indexes = indexes(to);
        var moved = new ArrayList<BitSet>();
        to.forEach(user -> moved.add(new BitSet()));
        pairs(from).forEach(pair -> {
            var viewer = indexes.get(pair.blocker());
            var sender = indexes.get(pair.blocked());
            if (viewer != null && sender != null) {
                moved.get(viewer).set(sender);
            }
        });
        return new HiddenSenders(moved);
    }

    /// Returns the pairs that the other one does not have, of the same users.
    HiddenSenders without(HiddenSenders other) {
        var left = new ArrayList<BitSet>();
        for (int viewer = 0; viewer < senders.size(); viewer++) {
            var set = (BitSet) senders.get(viewer).clone();
            if (viewer < other.senders.size()) {
                set.andNot(other.senders.get(viewer));
            }
            left.add(set);
        }
        return new HiddenSenders(left);
    }

    /// Returns all pairs, in the order of the viewers and then of the senders.
    List<BlockedPair> pairs(List<UserId> users) {
        var pairs = new ArrayList<BlockedPair>();
        for (int viewer = 0; viewer < senders.size(); viewer++) {
            var blocker = users.get(viewer);
            senders.get(viewer).stream().forEach(sender -> pairs.add(new BlockedPair(blocker, users.get(sender))));
        }
        return pairs;
    }

    private static Map<UserId, Integer> indexes(List<UserId> users) {
        Map<UserId, Integer> indexes = HashMap.newHashMap(users.size());
        users.forEach(user -> indexes.put(user, indexes.size()));
        return indexes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HiddenSenders hidden && hidden.senders.equals(senders);
    }

    @Override
    public int hashCode() {
        return senders.hashCode();
    }

    @Override
    public String toString() {
        return "HiddenSenders" + senders;
    }
}
