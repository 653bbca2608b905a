package dev.parley.inbox.unread;

import java.util.List;
import java.util.TreeSet;

/// Unread: head ordinal − read ordinal − the hidden ordinals between the two, and never below 0. It is
/// computed from positions and never counted, so lost or repeated updates cannot make it drift.
///
/// @param headOrdinal the number of countable messages in the thread
/// @param readOrdinal the ordinal up to which the user has read, or the head ordinal when the user joined
/// @param hidden the ordinals above it that do not count, ascending
public record Unread(long headOrdinal, long readOrdinal, List<Long> hidden) {

    /// Copies the ordinals.
    public Unread {
        hidden = List.copyOf(hidden);
    }

    /// Computes it from the ordinals that are hidden for all, and those that are hidden for the reader.
    public static Unread of(long headOrdinal, HiddenOrdinals forAll, long readOrdinal, HiddenOrdinals forReader) {
        if (headOrdinal <= readOrdinal || forAll.isEmpty() && forReader.isEmpty()) {
            return new Unread(headOrdinal, readOrdinal, List.of());
        }
        var hidden = new TreeSet<>(forAll.above(readOrdinal));
        hidden.addAll(forReader.above(readOrdinal));
        return new Unread(headOrdinal, readOrdinal, List.copyOf(hidden.headSet(headOrdinal, true)));
    }

    /// Returns the number of unread messages.
    public long count() {
        return Math.max(0, headOrdinal - readOrdinal - hidden.size());
    }
}
