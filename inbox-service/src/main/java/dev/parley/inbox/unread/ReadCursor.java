package dev.parley.inbox.unread;

/// How far a participant has read, or sent.
///
/// @param sequence the sequence up to which it has read; 0 is before the first frame
/// @param ordinal  how many countable messages there are up to it
/// @param version  of two cursors the greater version holds, so that one can move back
public record ReadCursor(long sequence, long ordinal, long version) {

    /// Before the first frame, without a version.
    public static final ReadCursor NONE = new ReadCursor(0, 0, 0);

    /// Greater version wins; then greater sequence.
    public ReadCursor newer(ReadCursor other) {
        if (other.version != version) {
            return other.version > version ? other : this;
        }
        return other.sequence > sequence || other.sequence == sequence && other.ordinal > ordinal ? other : this;
    }
}
