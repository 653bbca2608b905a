package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Actor;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

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
    /// @param state          its sender and what has changed since; unknown unless it was asked for
    public record StoredFrame(
            long sequence,
            long ordinal,
            Instant createTime,
            Frame.Kind kind,
            long targetSequence,
            boolean sameContent,
            State state) {

        /// The same with its state.
        public StoredFrame with(State newState) {
            return new StoredFrame(sequence, ordinal, createTime, kind, targetSequence, sameContent, newState);
        }

        StoredFrame with(Overlay newer) {
            return with(new State(state.actor(), Optional.of(newer)));
        }

        /// Whether it is a message.
        boolean isMessage() {
            return kind.isMessage();
        }
    }

    /// The sender of a frame, and what has changed since.
    public record State(Optional<Actor> actor, Optional<Overlay> overlay) {

        /// Nothing was asked.
        public static final State UNKNOWN = new State(Optional.empty(), Optional.empty());
    }
}
