package dev.parley.inbox.unread;

import java.util.List;
import java.util.TreeSet;

/// What is unread: head ordinal − read ordinal − the hidden ordinals between the two, and never below 0. It is
/// computed from positions and never counted, so no loss or repetition of news can make it drift.
///
/// @param headOrdinal how many countable messages the thread has
/// @param readOrdinal the ordinal up to which the user has read, or which there was when the user joined
/// @param hidden      the ordinals above it that do not count, ascending
public record Unread(long headOrdinal, long readOrdinal, List<Long> hidden) {

    /// Keeps its own copy of the ordinals.
    public Unread {
        hidden = List.copyOf(hidden);
    }

    /// Of a thread with what is hidden for all, and of a reader with what is hidden for them.
    public static Unread of(long headOrdinal, HiddenOrdinals forAll, long readOrdinal, HiddenOrdinals forReader) {
        if (headOrdinal <= readOrdinal || forAll.isEmpty() && forReader.isEmpty()) {
            return new Unread(headOrdinal, readOrdinal, List.of());
        }
        var hidden = new TreeSet<>(forAll.above(readOrdinal));
        hidden.addAll(forReader.above(readOrdinal));
        return new Unread(headOrdinal, readOrdinal, List.copyOf(hidden.headSet(headOrdinal, true)));
    }

    /// How many messages are unread.
    public long count() {
        return Math.max(0, headOrdinal - readOrdinal - hidden.size());
    }
}
