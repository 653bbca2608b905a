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

/// Something that is to be added to a thread. It says what must be looked up and decides, without any I/O, what comes
/// of it. All engines drive the same decision; an engine only looks up and writes "if heads and overlays are unmoved
/// and ids are new".
///
/// @param <R> what its caller gets
public sealed interface Change<R> permits Post, FenceChange {

    /// The thread that it is for.
    ThreadId thread();

    /// The id under which it is stored when it is repeated; empty when another rule finds repeats.
    Optional<Lookup> identity();

    /// The messages that it answers or changes.
    List<Lookup> references();

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
        /// Gives the frame that is stored under the id; null when nothing is.
        @Nullable
        StoredFrame find(Lookup lookup);
    }

    /// A frame to write.
    ///
    /// @param contentHash what a repeat must repeat; empty for a frame that is not repeated by its id
    record NewFrame(Frame frame, byte[] contentHash) {}

    /// A participant who joined has read up to there.
    ///
    /// @param head the join
    record InitialCursor(ThreadId thread, UserId user, Head head, Instant time) {}

    /// The outcome of a change: all of it in one write, or nothing.
    ///
    /// @param overlays   each with the version after the stored one
    /// @param cursors    of those who joined; none of them moves a cursor back
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
