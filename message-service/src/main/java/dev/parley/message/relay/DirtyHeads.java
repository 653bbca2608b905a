package dev.parley.message.relay;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Head;
import dev.parley.message.log.HiddenOrdinal;
import dev.parley.message.receipt.Cursor;
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

    /// The maximum number of cursors, and of hidden ordinals, in one head.
    int PART = 1_000;

    /// A thread that moved.
    ///
    /// @param head the head, or an earlier one: everything that belongs to it is reported with it or before it,
    /// so no user sees an own send as unread. It is 0 while cursors are omitted because of their number
    /// @param newest the newest message up to that head
    /// @param cursors those that moved since the last settlement, at most 1,000; the rest comes with the next
    /// head
    /// @param hidden what was hidden or shown again since then, at most 1,000; the rest comes with the next
    /// head
    /// @param mark what [#settle] compares
    record DirtyHead(
            ThreadId thread,
            Head head,
            Optional<Newest> newest,
            List<Cursor> cursors,
            List<HiddenOrdinal> hidden,
            Mark mark) {}

    /// The newest message of a thread.
    record Newest(MessageId message, long sequence, Instant createTime, UserId sender) {}

    /// How much of a thread was reported.
    ///
    /// @param sequence the sequence of the thread's newest frame, which the reported head may not have reached
    /// @param moves the number of the newest move of a read cursor
    /// @param offered the number of the move up to which cursors are reported
    /// @param hidden the position up to which hidden ordinals are reported
    /// @param complete whether nothing was omitted
    record Mark(long sequence, long moves, long offered, HiddenPlace hidden, boolean complete) {}

    /// A position among the hidden ordinals of a thread, sorted by version, viewer and ordinal.
    record HiddenPlace(long version, String viewer, long ordinal) implements Comparable<HiddenPlace> {

        /// Before all of them.
        public static final HiddenPlace START = new HiddenPlace(0, "", 0);

        private static final Comparator<HiddenPlace> ORDER = Comparator.comparingLong(HiddenPlace::version)
                .thenComparing(HiddenPlace::viewer)
                .thenComparingLong(HiddenPlace::ordinal);

        /// Returns the position of an entry.
        public static HiddenPlace of(HiddenOrdinal one) {
            return new HiddenPlace(
                    one.version(), one.viewer().map(UserId::value).orElse(""), one.ordinal());
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
    record Parked(ThreadId thread, long sequence, String reason) {}

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

    /// Returns the sequence of the greatest head that may be reported with a part of the cursors and of the
    /// hidden ordinals of a thread.
    ///
    /// @param folded the sequence up to which the cursors of senders are moved
    /// @param cursors the number of reported cursors
    /// @param hidden the reported hidden ordinals, by version
    static long reach(long folded, int cursors, List<HiddenOrdinal> hidden) {
        if (cursors >= PART) {
            return 0;
        }
        return hidden.size() < PART ? folded : Math.min(folded, hidden.getLast().version() - 1);
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
    void park(DirtyHead head, String reason);

    /// Returns the parked threads after a thread id, by id, at most `limit`.
    List<Parked> parked(String after, int limit);

    /// Marks a parked thread again. Returns whether it was parked.
    boolean retry(ThreadId thread);
}
