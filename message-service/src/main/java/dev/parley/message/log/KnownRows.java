package dev.parley.message.log;

import dev.parley.id.ThreadId;
import java.time.Instant;
import java.util.Map;

/// The ground of a decision: rows that the engine has looked up, or remembers.
///
/// @param heads  the heads of its threads; those that have none are missing
/// @param frames the frames that exist, by their place in [ChangeBatch#lookups], from 0
public record KnownRows(Map<ThreadId, StoredHead> heads, Map<Integer, StoredFrame> frames) {

    /// An id to look up in its thread.
    ///
    /// @param contentHash the hash to compare with; empty where only existence counts
    public record Lookup(ThreadId thread, FrameId id, byte[] contentHash) {}

    /// A frame that is stored under an id.
    ///
    /// @param targetSequence the message that it answers or changes; 0 for none
    /// @param sameContent    whether it has the content hash that it was asked with
    public record StoredFrame(
            long sequence, long ordinal, Instant createTime, int kind, long targetSequence, boolean sameContent) {

        /// Whether it is a message.
        boolean isMessage() {
            return kind < Frame.Kind.FIRST_CHANGE;
        }
    }
}
