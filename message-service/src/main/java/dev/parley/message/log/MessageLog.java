package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.timeline.Timeline;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The log of each thread. Several instances may work on one store at the same time.
///
/// Every method throws `StoreUnavailable` within a few seconds if the store cannot be reached.
public interface MessageLog {

    /// A message in the log.
    ///
    /// @param overlay its current state, if it was changed since
    /// @param replayed whether an earlier append had already stored it
    record Appended(Frame frame, Optional<Overlay> overlay, boolean replayed) {}

    /// A message that was looked up.
    ///
    /// @param overlay its current state, if it was changed
    /// @param hiddenFor the users from whom it is hidden
    /// @param contentHash what a retry must match; empty for a frame that cannot be retried by its id
    /// @param fenceVersion the version of the stored fence of its thread at that moment
    record Found(
            Frame frame, Optional<Overlay> overlay, Set<UserId> hiddenFor, byte[] contentHash, long fenceVersion) {}

    /// The state of a thread's log.
    ///
    /// @param firstSequence the earliest frame that is kept; 1 before anything was dropped
    /// @param messageSequence the newest message; 0 if there is none
    /// @param cursorMoves the number of the newest move of a cursor, by reading or by delivery; 0 before the
    /// first
    /// @param timeline the current timeline of the store
    record LogState(
            Head head,
            long fenceVersion,
            long firstSequence,
            long messageSequence,
            long cursorMoves,
            Timeline timeline) {}

    /// A request for a page of a thread.
    ///
    /// @param sequence the sequence before or after which the page lies, exclusive
    /// @param limit the maximum number of frames
    /// @param bytes the maximum number of bytes of text; the first frame is always included
    record PageRequest(Direction direction, long sequence, Shown shown, int limit, int bytes) {

        /// The default limit for the bytes of text in a page: together with everything else, it stays below
        /// the 4 MB of a stub.
        public static final int BYTES = 1_000_000;

        /// The direction of reading.
        public enum Direction {
            /// The newest frames below a sequence.
            BEFORE,
            /// The oldest frames above a sequence.
            AFTER
        }

        /// The frames to include.
        public enum Shown {
            /// Every frame.
            FRAMES,
            /// Messages, and notices of the thread.
            MESSAGES
        }

        /// Reads frames below a sequence.
        public static PageRequest framesBefore(long sequence, int limit) {
            return new PageRequest(Direction.BEFORE, sequence, Shown.FRAMES, limit, BYTES);
        }

        /// Reads frames above a sequence.
        public static PageRequest framesAfter(long sequence, int limit) {
            return new PageRequest(Direction.AFTER, sequence, Shown.FRAMES, limit, BYTES);
        }

        /// Reads messages and notices below a sequence.
        public static PageRequest messagesBefore(long sequence, int limit) {
            return new PageRequest(Direction.BEFORE, sequence, Shown.MESSAGES, limit, BYTES);
        }

        /// Reads messages and notices above a sequence.
        public static PageRequest messagesAfter(long sequence, int limit) {
            return new PageRequest(Direction.AFTER, sequence, Shown.MESSAGES, limit, BYTES);
        }

        /// Returns a copy with another limit for the text.
        public PageRequest within(int most) {
            return new PageRequest(direction, sequence, shown, limit, most);
        }
    }

    /// A page of a thread.
    ///
    /// @param frames in thread order
    /// @param overlays the current states of those frames that were changed, by sequence
    /// @param hiddenFor the users from whom a frame is hidden, by sequence
    /// @param more whether there are more frames in the direction of reading
    /// @param state the state of the log at the time of the read
    record Page(
            List<Frame> frames,
            Map<Long, Overlay> overlays,
            Map<Long, Set<UserId>> hiddenFor,
            boolean more,
            LogState state) {}

    /// Writes a change, such as a [Post]: its frames, their ids, its overlays and the head in one durable write,
    /// together with other changes.
    ///
    /// The future completes with what the change decided once the write is durable, or with the problem: what
    /// [Change#decide] throws, or `StoreUnavailable` if the outcome is unknown. Changes of one thread by one
    /// thread of execution keep their order.
    <R> CompletableFuture<R> write(Change<R> change);

    /// Returns the messages among `ids` that exist, each in the thread that it is looked up in.
    List<Found> find(Map<MessageId, ThreadId> ids);

    /// Returns a page of a thread; empty for a thread without a fence. The page is a consistent snapshot.
    Optional<Page> page(ThreadId thread, PageRequest request);

    /// Returns the states of the logs of the threads; threads without a fence are omitted.
    Map<ThreadId, LogState> states(Collection<ThreadId> threads);

    /// Returns the threads whose log is not the one that a position of an earlier timeline belongs to: the store was
    /// replaced by a copy from before that position was written. A timeline that the store does not know has only
    /// such positions.
    Set<ThreadId> diverged(Timeline since, Map<ThreadId, Long> positions);

    /// Begins a timeline after `current`, because the store has lost something. Does nothing if it is not current any
    /// more. The store also begins one by itself if it finds that its server was replaced.
    void beginTimeline(Timeline current);
}
