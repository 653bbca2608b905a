package dev.parley.inbox.unread;

/// How far a participant has read, or sent.
///
/// @param sequence the sequence up to which it has read; 0 is before the first frame
/// @param ordinal  how many countable messages there are up to it
/// @param version  the newer of two cursors is that of the greater version, so that one can move back
public record ReadCursor(long sequence, long ordinal, long version) {

    /// Of somebody who has read nothing.
    public static final ReadCursor NONE = new ReadCursor(0, 0, 0);

    /// The newer of the two. Of one version it is the one that is farther.
    public ReadCursor newer(ReadCursor other) {
        if (other.version != version) {
            return other.version > version ? other : this;
        }
        return other.sequence > sequence || other.sequence == sequence && other.ordinal > ordinal ? other : this;
    }
}
