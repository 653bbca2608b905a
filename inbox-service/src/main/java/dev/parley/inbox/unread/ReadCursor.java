package dev.parley.inbox.unread;

import java.util.Comparator;

/// How far a participant has read or sent.
///
/// @param sequence the sequence up to which the participant has read; 0 is before the first frame
/// @param ordinal the number of countable messages up to it
/// @param version of two cursors the greater version wins, so that a cursor can move back
/// @param joinVersion the version of the thread that the join created with which the cursor began; 0 for a
/// participant from the creation of the thread
public record ReadCursor(long sequence, long ordinal, long version, long joinVersion) {

    /// The cursor before the first frame, without a version.
    public static final ReadCursor NONE = new ReadCursor(0, 0, 0, 0);

    private static final Comparator<ReadCursor> AGE = Comparator.comparingLong(ReadCursor::version)
            .thenComparingLong(ReadCursor::sequence)
            .thenComparingLong(ReadCursor::ordinal)
            .thenComparingLong(ReadCursor::joinVersion);

    /// Creates the cursor of a participant from the creation of the thread.
    public ReadCursor(long sequence, long ordinal, long version) {
        this(sequence, ordinal, version, 0);
    }

    /// Returns the one with the greater version; if the versions are equal, the one with the greater
    /// sequence.
    public ReadCursor newer(ReadCursor other) {
        return AGE.compare(other, this) > 0 ? other : this;
    }
}
