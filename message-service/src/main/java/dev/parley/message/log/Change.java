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

/// An addition to a thread. It names what must be looked up and decides, without any I/O, what comes of it. All
/// engines drive the same decision; an engine only looks up and writes "if heads and overlays are unmoved and
/// ids are new".
///
/// @param <R> what its caller gets
public interface Change<R> {

    /// The thread that it is for.
    ThreadId thread();

    /// The id under which it is stored when it is repeated; empty when another rule finds repeats.
    Optional<Lookup> identity();

    /// The messages that it answers or changes.
    List<Lookup> references();

    /// Whether it must know the sender and the current state of the messages that it refers to. This costs one
    /// more look at the store.
    default boolean readsState() {
        return false;
    }

    /// Whether it can be decided without the stored fence of this version.
    boolean knowsFence(long storedVersion);

    /// Whether it opens the log of a thread that has none.
    boolean opensThread();

    /// How much room it takes while it waits, in characters.
    int weight();

    /// Decides what comes of it at the end of the thread. Throws the problem when it is refused.
    Outcome<R> decide(GrowingThread thread, Known known, Instant now);

    /// Gives what is known of the ids that a change asked for, stored or decided before in the same batch.
    interface Known {
        /// Gives the frame that is stored under the id, or was decided before in the same batch; null when
        /// nothing is. Its state is known when the change reads states, or repeats what is stored.
        @Nullable
        StoredFrame find(Lookup lookup);
    }

    /// A frame to write.
    ///
    /// @param contentHash what a repeat must repeat; empty for a frame that is not repeated by its id
    record NewFrame(Frame frame, byte[] contentHash) {}

    /// The first cursor of a participant who joined.
    ///
    /// @param head        the join
    /// @param joinVersion the version of the thread that the join made; 0 when it is not known
    record InitialCursor(ThreadId thread, UserId user, Head head, Instant time, long joinVersion) {}

    /// The outcome of a change: all of it in one write, or nothing.
    ///
    /// @param overlays   each with the version after the stored one
    /// @param cursors    initial cursors of new participants: each begins a new epoch of the cursor of its user
    /// @param fence      the fence that is in force from here on
    /// @param unscreened whether safety has yet to see the message
    record Outcome<R>(
            R result,
            List<NewFrame> frames,
            List<Overlay> overlays,
            List<HiddenOrdinal> hidden,
            List<InitialCursor> cursors,
            Optional<Fence> fence,
            boolean unscreened) {

        /// Nothing is written.
        static <R> Outcome<R> unchanged(R result) {
            return new Outcome<>(result, List.of(), List.of(), List.of(), List.of(), Optional.empty(), false);
        }
    }
}
