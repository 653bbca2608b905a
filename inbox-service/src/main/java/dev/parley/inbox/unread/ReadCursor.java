package dev.parley.inbox.unread;

/// How far a participant has read or sent.
///
/// @param sequence the sequence up to which the participant has read; 0 is before the first frame
/// @param ordinal the number of countable messages up to it
/// @param version of two cursors the greater version wins, so that a cursor can move back
public record ReadCursor(long sequence, long ordinal, long version) {

    /// The cursor before the first frame, without a version.
    public static final ReadCursor NONE = new ReadCursor(0, 0, 0);

    /// Returns the one with the greater version; if the versions are equal, the one with the greater
    /// sequence.
    public ReadCursor newer(ReadCursor other) {
        if (other.version != version) {
            return other.version > version ? other : this;
        }
        return other.sequence > sequence || other.sequence == sequence && other.ordinal > ordinal ? other : this;
    }
}
