package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import java.time.Instant;
import java.util.Arrays;
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
    /// @param viewer      the user who must see it; empty where that does not count
    public record Lookup(ThreadId thread, FrameId id, byte[] contentHash, Optional<UserId> viewer) {

        /// Looks up a frame, whoever sees it.
        public Lookup(ThreadId thread, FrameId id, byte[] contentHash) {
            this(thread, id, contentHash, Optional.empty());
        }

        /// Whether both ask the same.
        boolean isAsked(Lookup other) {
            return id.equals(other.id) && viewer.equals(other.viewer) && Arrays.equals(contentHash, other.contentHash);
        }
    }

    /// A frame that is stored under an id.
    ///
    /// @param targetSequence the message that it answers or changes; 0 for none
    /// @param sameContent    whether it has the content hash that it was asked with
    /// @param hidden         whether it is hidden for the viewer that it was asked with
    /// @param state          its sender and what has changed since; unknown unless it was asked for
    public record StoredFrame(
            long sequence,
            long ordinal,
            Instant createTime,
            Frame.Kind kind,
            long targetSequence,
            boolean sameContent,
            boolean hidden,
            State state) {

        /// The same with its state.
        public StoredFrame with(State newState) {
            return new StoredFrame(sequence, ordinal, createTime, kind, targetSequence, sameContent, hidden, newState);
        }

        /// The same, hidden or not.
        StoredFrame withHidden(boolean isHidden) {
            return new StoredFrame(sequence, ordinal, createTime, kind, targetSequence, sameContent, isHidden, state);
        }

        /// The current state of the message that it is, where states were asked for.
        public Overlay current(ThreadId thread) {
            return state.overlay().orElseGet(() -> Overlay.asSent(thread, sequence));
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
