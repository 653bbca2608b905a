package dev.parley.message.relay;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.log.Head;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.receipt.Cursor;
import dev.parley.platform.backlog.Backlog.Depth;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The threads whose head or cursors the inbox does not have yet: the outbox of the log. A thread is marked
/// in the write that moves its head or a cursor. A mark is removed only if nothing has moved since it was
/// read. Threads are spread over shards, so that replicas share the work.
public interface DirtyHeads {

    /// The number of shards.
    int SHARDS = 32;

    /// The maximum number of cursors, and of hidden messages, in one head.
    int PART = 1_000;

    /// The maximum number of cursors, and of hidden messages, of a whole head.
    int WHOLE = 10_000;

    /// A thread that moved. Whoever merges it never sees a head without the cursors of those who sent up to
    /// it, so no sender is told that an own message is unread.
    ///
    /// @param head the head up to which the cursors of senders were moved; empty in all parts but the last
    /// @param newest the newest message up to the head
    /// @param cursors those that moved since the last settlement, at most 1,000; the rest comes with the next
    /// part
    /// @param hidden what was hidden or shown again since then, at most 1,000; the rest comes with the next
    /// part
    /// @param mark what [#settle] compares
    record DirtyHead(
            ThreadId thread,
            Head head,
            Optional<Newest> newest,
            List<Cursor> cursors,
            List<HiddenMessage> hidden,
            Mark mark) {

        /// Returns what is reported of a thread.
        ///
        /// @param hidden up to the folded head, at most 1,000
        public static DirtyHead of(Found found, List<HiddenMessage> hidden) {
            boolean allHidden = hidden.size() < PART;
            boolean allMoves = found.cursors().size() < PART;
            boolean last = allHidden && allMoves;
            var mark = new Mark(
                    found.sequence(),
                    found.moves(),
                    allMoves ? found.moves() : found.lastMove(),
                    allHidden ? HiddenPlace.after(found.folded().sequence()) : HiddenPlace.of(hidden.getLast()),
                    last && found.folded().sequence() >= found.sequence());
            return new DirtyHead(
                    found.thread(),
                    last ? found.folded() : Head.EMPTY,
                    last ? found.newest() : Optional.empty(),
                    found.cursors(),
                    hidden,
                    mark);
        }

        /// Returns everything of a thread; empty if it is too much.
        public static Optional<DirtyHead> whole(Found found, List<HiddenMessage> hidden) {
            if (found.cursors().size() > WHOLE || hidden.size() > WHOLE) {
                return Optional.empty();
            }
            var mark = new Mark(found.sequence(), found.moves(), found.moves(), HiddenPlace.START, true);
            return Optional.of(
                    new DirtyHead(found.thread(), found.folded(), found.newest(), found.cursors(), hidden, mark));
        }
    }

    /// A marked thread as it was read.
    ///
    /// @param sequence the newest frame
    /// @param folded the head up to which the cursors of senders were moved
    /// @param newest the newest message up to the folded head
    /// @param cursors those that moved since the last settlement, by move, at most 1,000
    /// @param lastMove the number of the last of these moves
    /// @param moves the number of the newest move of a read cursor
    record Found(
            ThreadId thread,
            long sequence,
            Head folded,
            Optional<Newest> newest,
            List<Cursor> cursors,
            long lastMove,
            long moves) {}

    /// The newest message of a thread.
    ///
    /// @param sender empty if the sender was erased
    record Newest(MessageId message, long sequence, Instant createTime, Optional<Actor> sender) {}

    /// How much of a thread was reported.
    ///
    /// @param sequence the newest frame when the thread was read
    /// @param moves the number of the newest move of a read cursor
    /// @param offered the number of the move up to which cursors are reported
    /// @param hidden the position up to which hidden messages are reported
    /// @param complete whether nothing was omitted
    record Mark(long sequence, long moves, long offered, HiddenPlace hidden, boolean complete) {}

    /// A position among the hidden messages of a thread, sorted by version, viewer and sequence.
    record HiddenPlace(long version, String viewer, long sequence) implements Comparable<HiddenPlace> {

        /// Before all of them.
        public static final HiddenPlace START = new HiddenPlace(0, "", 0);

        private static final Comparator<HiddenPlace> ORDER = Comparator.comparingLong(HiddenPlace::version)
                .thenComparing(HiddenPlace::viewer)
                .thenComparingLong(HiddenPlace::sequence);

        /// Returns the position of an entry.
        public static HiddenPlace of(HiddenMessage one) {
            return new HiddenPlace(
                    one.version(), one.viewer().map(UserId::value).orElse(""), one.sequence());
        }

        /// Returns the position after all entries of a version and before those of the next.
        public static HiddenPlace after(long version) {
            return new HiddenPlace(version + 1, "", 0);
        }

        @Override
        public int compareTo(HiddenPlace other) {
            return ORDER.compare(this, other);
        }
    }

    /// A thread that cannot be settled, and why.
    ///
    /// @param attempts how often it was reported in vain
    record Parked(ThreadId thread, long sequence, String reason, int attempts, Instant time) {}

    /// A position in a pass over the marked threads.
    record Place(int shard, String thread) {
        /// The beginning.
        public static final Place START = new Place(-1, "");

        /// Returns the position of a thread.
        public static Place of(ThreadId thread) {
            return new Place(shardOf(thread), thread.value());
        }
    }

    /// Returns the shard of a thread, which never changes.
    static int shardOf(ThreadId thread) {
        return Math.floorMod(thread.value().hashCode(), SHARDS);
    }

    /// Returns up to `limit` marked threads of these shards after a position, by shard and thread. Also moves
    /// the cursors of users who sent from the log into the store, a few thousand frames per thread. So the
    /// work per call stays bounded however large the backlog is, and a pass is useful even while the inbox is
    /// unavailable.
    List<DirtyHead> dirty(Collection<Integer> shards, Place after, int limit);

    /// Records what the inbox has accepted, and removes the marks of complete heads that have not moved
    /// since.
    void settle(List<DirtyHead> heads);

    /// Removes the mark of a thread that cannot be settled: it is not reported again until it moves.
    void park(DirtyHead head, int attempts, String reason);

    /// Returns the parked threads after a thread id, by id, at most `limit`.
    List<Parked> parked(String after, int limit);

    /// Returns how many threads are parked, at most 1,000, and since when the inbox lacks something of a marked
    /// thread: of the first 10,000 by shard and thread, if there are more.
    Depth depth();

    /// Returns everything that the inbox should have of a thread, whatever it was told before; an empty head if there
    /// is
    /// no log. Empty if that is more than [#WHOLE] cursors, or more than so many hidden messages.
    Optional<DirtyHead> whole(ThreadId thread);

    /// Marks a parked thread again. Returns whether it was parked.
    boolean retry(ThreadId thread);
}
