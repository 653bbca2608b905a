package dev.parley.inbox.unread;

import java.util.List;

/// The numbers behind an unread count: head ordinal − read ordinal − the hidden ordinals above it, and never below 0.
///
/// @param hiddenOrdinals those above the read ordinal, ascending
/// @param asOfSequence   the sequence up to which they are exact
/// @param threadVersion  the version of the thread that is known
/// @param revision       the revision of the row's last change
public record UnreadNumbers(
        long unreadCount,
        long headOrdinal,
        long readOrdinal,
        List<Long> hiddenOrdinals,
        long asOfSequence,
        long readSequence,
        long threadVersion,
        long revision) {

    /// Keeps its own copy of the ordinals.
    public UnreadNumbers {
        hiddenOrdinals = List.copyOf(hiddenOrdinals);
    }
}
