package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// The input of a decision: rows that the engine has looked up or has cached.
///
/// @param heads the heads of its threads; threads without a head are missing
/// @param frames the frames that exist, by their index in [ChangeBatch#lookups], from 0
public record KnownRows(Map<ThreadId, StoredHead> heads, Map<Integer, StoredFrame> frames) {

    /// An id to look up in its thread.
    ///
    /// @param contentHash the hash to compare with; empty if only existence matters
    /// @param viewer the user who must be able to see it; empty if that does not matter
    public record Lookup(ThreadId thread, FrameId id, byte[] contentHash, Optional<UserId> viewer) {

        /// Looks up a frame for any viewer.
        public Lookup(ThreadId thread, FrameId id, byte[] contentHash) {
            this(thread, id, contentHash, Optional.empty());
        }

        /// Whether both look up the same.
        boolean isAsked(Lookup other) {
            return id.equals(other.id) && viewer.equals(other.viewer) && Arrays.equals(contentHash, other.contentHash);
        }
    }

    /// A frame that is stored under an id.
    ///
    /// @param targetSequence the message that it replies to or changes; 0 for none
    /// @param sameContent whether it has the content hash of the lookup
    /// @param hidden whether it is hidden from the viewer of the lookup
    /// @param state its content and its later changes; unknown unless the lookup included it
    public record StoredFrame(
            long sequence,
            long ordinal,
            Instant createTime,
            Frame.Kind kind,
            long targetSequence,
            boolean sameContent,
            boolean hidden,
            State state) {

        /// Returns a copy with its state.
        public StoredFrame with(State newState) {
            return new StoredFrame(sequence, ordinal, createTime, kind, targetSequence, sameContent, hidden, newState);
        }

        /// Returns a copy that is hidden or not.
        StoredFrame withHidden(boolean isHidden) {
            return new StoredFrame(sequence, ordinal, createTime, kind, targetSequence, sameContent, isHidden, state);
        }

        /// Returns the current state of the message in this frame, if states were looked up.
        public Overlay current(ThreadId thread) {
            return state.overlay().orElseGet(() -> Overlay.asSent(thread, sequence));
        }

        StoredFrame with(Overlay newer) {
            return with(new State(state.content(), Optional.of(newer)));
        }

        /// Whether it is a message.
        boolean isMessage() {
            return kind.isMessage();
        }
    }

    /// The content of a frame, and its later changes.
    ///
    /// @param content empty if the state was not looked up
    public record State(Optional<Frame.Content> content, Optional<Overlay> overlay) {

        /// The state was not looked up.
        public static final State UNKNOWN = new State(Optional.empty(), Optional.empty());

        /// Returns the state of a frame that nothing has changed.
        public static State of(Frame.Content content) {
            return new State(Optional.of(content), Optional.empty());
        }
    }
}
