package dev.parley.inbox.unread;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// Ordinals that do not count: of deleted messages for all, or of messages that are hidden for one user.
///
/// Each entry says hidden or shown and has a version. Of two entries, the newer one wins; of two with the
/// same version, the one that hides wins. So sets may be merged in any order and any number of times. Only
/// the [#MOST] greatest ordinals are kept; those below count again, for a reader who is that far behind.
public final class HiddenOrdinals {

    /// The maximum number of entries.
    public static final int MOST = 4096;

    /// No entries.
    public static final HiddenOrdinals NONE = new HiddenOrdinals(new TreeMap<>());

    /// The stamp of each ordinal: twice its version, plus one if it is hidden. The greater stamp wins.
    private final NavigableMap<Long, Long> stamps;

    private HiddenOrdinals(NavigableMap<Long, Long> stamps) {
        this.stamps = stamps;
    }

    /// Creates a set of one entry. Versions start at 0.
    public static HiddenOrdinals of(long ordinal, boolean hidden, long version) {
        return NONE.with(ordinal, 2 * version + (hidden ? 1 : 0));
    }

    /// Restores a set from what [#forEach] passed to a store.
    public static HiddenOrdinals stored(List<Long> ordinals, List<Long> stamps) {
        if (ordinals.isEmpty()) {
            return NONE;
        }
        var all = new TreeMap<Long, Long>();
        for (int i = 0; i < ordinals.size(); i++) {
            all.put(ordinals.get(i), stamps.get(i));
        }
        return new HiddenOrdinals(all);
    }

    /// Returns this set merged with the entries of another. Returns the same object if that changes nothing.
    public HiddenOrdinals merge(HiddenOrdinals other) {
        var result = this;
        for (var entry : other.stamps.entrySet()) {
            result = result.with(entry.getKey(), entry.getValue());
        }
        return result;
    }

    /// Returns the hidden ordinals above one, ascending.
    public List<Long> above(long ordinal) {
        return stamps.tailMap(ordinal, false).entrySet().stream()
                .filter(entry -> hides(entry.getValue()))
                .map(NavigableMap.Entry::getKey)
                .toList();
    }

    /// Whether an ordinal is hidden.
    public boolean contains(long ordinal) {
        return hides(stamps.getOrDefault(ordinal, 0L));
    }

    /// Whether there are no entries, including entries of shown ordinals.
    public boolean isEmpty() {
        return stamps.isEmpty();
    }

    /// Passes all entries to a store: ordinals, ascending, with their stamps.
    public void forEach(BiConsumer<Long, Long> entry) {
        stamps.forEach(entry);
    }

    private HiddenOrdinals with(long ordinal, long stamp) {
        Long before = stamps.get(ordinal);
        if (before != null && before >= stamp || before == null && isFull() && ordinal < stamps.firstKey()) {
            return this;
        }
        var next = new TreeMap<>(stamps);
        next.put(ordinal, stamp);
        if (next.size() > MOST) {
            next.pollFirstEntry();
        }
        return new HiddenOrdinals(Collections.unmodifiableNavigableMap(next));
    }

    private boolean isFull() {
        return stamps.size() >= MOST;
    }

    private static boolean hides(long stamp) {
        return (stamp & 1) == 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HiddenOrdinals that && stamps.equals(that.stamps);
    }

    @Override
    public int hashCode() {
        return stamps.hashCode();
    }

    @Override
    public String toString() {
        return stamps.toString();
    }
}
