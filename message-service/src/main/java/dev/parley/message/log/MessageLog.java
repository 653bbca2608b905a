package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The log of each thread. Two instances may work on one store at the same time.
///
/// Every method throws `StoreUnavailable` when the store cannot be reached, within a few seconds.
public interface MessageLog {

    /// A message in the log.
    ///
    /// @param overlay  its current state, when it was changed since
    /// @param replayed whether an earlier append had stored it
    record Appended(Frame frame, Optional<Overlay> overlay, boolean replayed) {}

    /// A message that was looked up.
    ///
    /// @param overlay      its current state, when it was changed
    /// @param hiddenFor    those for whom it is hidden
    /// @param fenceVersion the version of the stored fence of its thread at that moment
    record Found(Frame frame, Optional<Overlay> overlay, Set<UserId> hiddenFor, long fenceVersion) {}

    /// Where a thread is.
    ///
    /// @param firstSequence   the earliest frame that is kept; 1 before anything was dropped
    /// @param messageSequence the newest message; 0 when there is none
    /// @param cursorMoves     the number of the newest move of a cursor, by reading or delivery; 0 before the first
    record Position(Head head, long fenceVersion, long firstSequence, long messageSequence, long cursorMoves) {}

    /// Which stretch of a thread is asked for.
    ///
    /// @param sequence the position before or after which it lies, not included
    /// @param limit    how many frames at most
    /// @param bytes    how many bytes of text at most; the first frame comes in any case
    record Range(Direction direction, long sequence, Shown shown, int limit, int bytes) {

        /// The bytes of text that a page holds where nobody says otherwise: with all else below the 4 MB of a
        /// stub.
        public static final int BYTES = 1_000_000;

        /// From which side it is read.
        public enum Direction {
            /// The newest ones below a sequence.
            BEFORE,
            /// The oldest ones above it.
            AFTER
        }

        /// The frames that count.
        public enum Shown {
            /// Every frame.
            FRAMES,
            /// Messages, and notices of the thread.
            MESSAGES
        }

        /// Frames below a sequence.
        public static Range framesBefore(long sequence, int limit) {
            return new Range(Direction.BEFORE, sequence, Shown.FRAMES, limit, BYTES);
        }

        /// Frames above a sequence.
        public static Range framesAfter(long sequence, int limit) {
            return new Range(Direction.AFTER, sequence, Shown.FRAMES, limit, BYTES);
        }

        /// Messages and notices below a sequence.
        public static Range messagesBefore(long sequence, int limit) {
            return new Range(Direction.BEFORE, sequence, Shown.MESSAGES, limit, BYTES);
        }

        /// Messages and notices above a sequence.
        public static Range messagesAfter(long sequence, int limit) {
            return new Range(Direction.AFTER, sequence, Shown.MESSAGES, limit, BYTES);
        }

        /// The same with another bound on the text.
        public Range within(int most) {
            return new Range(direction, sequence, shown, limit, most);
        }
    }

    /// A stretch of a thread.
    ///
    /// @param frames   in the order of the thread
    /// @param overlays  the current states of those among them that were changed, by sequence
    /// @param hiddenFor those of them that are hidden for some, and for whom, by sequence
    /// @param more      whether there are more in the direction of the reading
    /// @param position  where the thread was at the time of the reading
    record Page(
            List<Frame> frames,
            Map<Long, Overlay> overlays,
            Map<Long, Set<UserId>> hiddenFor,
            boolean more,
            Position position) {}

    /// Appends a message: the frame, its id, and the head in one durable write, together with others.
    ///
    /// The future completes once the write is durable, or with the problem: `RequestIdReused` when the id holds
    /// other content, `MessageNotFound` when the message answered is not in this thread, what
    /// [dev.parley.message.fence.Fence#admitWriter] and `admitOrdinal` throw, `StoreUnavailable` when the outcome
    /// is unknown. Appends to one thread by one thread of execution keep their order.
    CompletableFuture<Appended> append(Post post);

    /// The messages among `ids` that exist, each in the thread that it is asked in.
    List<Found> find(Map<MessageId, ThreadId> ids);

    /// A stretch of a thread; empty for a thread without a fence. All of it is of one moment.
    Optional<Page> page(ThreadId thread, Range range);

    /// Where the threads are; those without a fence are left out.
    Map<ThreadId, Position> positions(Collection<ThreadId> threads);

    /// The messages of a thread that are hidden for a viewer in a range of ordinals, by ordinal, at most
    /// 10,000. An empty viewer means all.
    List<HiddenOrdinal> hiddenOrdinals(ThreadId thread, Optional<UserId> viewer, long aboveOrdinal, long upToOrdinal);
}
