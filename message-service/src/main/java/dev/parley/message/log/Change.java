package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.KnownRows.Lookup;
import dev.parley.message.log.KnownRows.StoredFrame;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An addition to a thread. It names what must be looked up, and decides its result without any I/O. All
/// engines run the same decision; an engine only looks up, and writes "if heads and overlays have not moved
/// and the ids are new".
///
/// @param <R> the result for its caller
public interface Change<R> {

    /// Returns the thread that it belongs to.
    ThreadId thread();

    /// Returns the id under which a retry finds it stored; empty if retries are found by another rule.
    Optional<Lookup> identity();

    /// Returns the messages that it replies to or changes.
    List<Lookup> references();

    /// Whether it needs the content and the current state of the messages that it refers to. This costs one
    /// more store lookup.
    default boolean readsState() {
        return false;
    }

    /// Whether it can be decided without the stored fence of this version.
    boolean knowsFence(long storedVersion);

    /// Whether it opens the log of a thread that has none.
    default boolean opensThread() {
        return false;
    }

    /// Returns its approximate size while it waits, in characters.
    int weight();

    /// Decides its result at the end of the thread. Throws the problem if it is refused.
    Outcome<R> decide(GrowingThread thread, Known known, Instant now);

    /// Returns what is known of the ids that a change looked up, stored or decided earlier in the same batch.
    interface Known {
        /// Returns the frame that is stored under the id, or was decided earlier in the same batch; null if
        /// there is none. Its state is known if the change reads states, or repeats what is stored.
        @Nullable
        StoredFrame find(Lookup lookup);
    }

    /// A frame to write.
    ///
    /// @param contentHash what a retry must match; empty for a frame that cannot be retried by its id
    record NewFrame(Frame frame, byte[] contentHash) {}

    /// The first cursor of a participant who joined.
    ///
    /// @param head the head at the join
    /// @param joinVersion the version of the thread that the join created; 0 if unknown
    record InitialCursor(ThreadId thread, UserId user, Head head, Instant time, long joinVersion) {}

    /// The outcome of a change: all of it in one write, or nothing. It has at most one
    /// frame, one hidden message and one initial cursor for each participant.
    ///
    /// @param overlays each with the version after the stored one
    /// @param cursors initial cursors of new participants; each begins a new epoch of its user's cursor
    /// @param fence the fence that is in force from here on
    /// @param unscreened whether safety has not screened the message yet
    record Outcome<R>(
            R result,
            List<NewFrame> frames,
            List<Overlay> overlays,
            List<HiddenMessage> hidden,
            List<InitialCursor> cursors,
            Optional<Fence> fence,
            boolean unscreened) {

        /// Nothing is written.
        static <R> Outcome<R> unchanged(R result) {
            return new Outcome<>(result, List.of(), List.of(), List.of(), List.of(), Optional.empty(), false);
        }
    }
}
