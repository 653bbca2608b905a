package dev.parley.message.receipt;

import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.log.Change.InitialCursor;
import dev.parley.message.log.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a store keeps of a cursor, and the rules by which sends and joins change it. [CursorMove] has the
/// rules for the calls of users. The rules do no I/O. An engine reads the row, lets a rule decide, and writes
/// the outcome if the row has not changed in the meantime; otherwise it repeats both.
///
/// Sends that are not folded into the row yet count as well: the current cursor is [#current].
///
/// @param windowTime when the advance that the row extends began; 1970-01-01 before the first
/// @param epochSequence the head at which the epoch began: sends up to it no longer move the cursor
/// @param advanceSequence the newest position of this row that was kept as an advance; 0 before the first
/// @param advanceTime the time of that advance; 1970-01-01 before the first
public record CursorRow(
        Cursor cursor, Instant windowTime, long epochSequence, long advanceSequence, Instant advanceTime) {

    /// Advances of one user within this time are merged.
    public static final Duration WINDOW = Duration.ofSeconds(5);

    /// A message that a user sent. It moves the cursor of its sender, also if it does not count as unread.
    public record Send(UserId user, long sequence, long ordinal, Instant time) {

        /// Returns the send of a frame; empty if the frame moves no cursor.
        public static Optional<Send> of(Frame frame) {
            return frame.content().kind().isMessage()
                    ? frame.content()
                            .actor()
                            .flatMap(Actor::user)
                            .map(user -> new Send(user, frame.sequence(), frame.ordinal(), frame.createTime()))
                    : Optional.empty();
        }
    }

    /// The end of a range that a user read at one time.
    ///
    /// @param time empty if the user was absent: nothing of the range is known to be read
    public record Range(long sequence, Optional<Instant> time) {}

    /// What to write: a row, in the place of the one that was read.
    ///
    /// @param ranges what ends here and is kept beside the row, in the same write
    /// @param read whether the read position moved, so that the inbox must be notified
    public record Written(CursorRow row, List<Range> ranges, boolean read) {}

    /// Returns the row of a user who has none.
    public static CursorRow none(UserId user) {
        return new CursorRow(new Cursor(user, 0, 0, Instant.EPOCH), Instant.EPOCH, 0, 0, Instant.EPOCH);
    }

    /// Returns the cursor that the user has.
    ///
    /// @param newest the user's newest send that is not folded
    public Cursor current(Optional<Send> newest) {
        return newest.flatMap(this::folded).map(folded -> folded.row().cursor()).orElse(cursor);
    }

    /// Folds a send of the user. Empty if it does not move the cursor.
    public Optional<Written> folded(Send send) {
        return isBehind(send) ? Optional.of(movedTo(send.sequence(), send.ordinal(), send.time())) : Optional.empty();
    }

    private boolean isBehind(Send send) {
        return send.sequence() > cursor.readSequence() && send.sequence() > epochSequence;
    }

    /// Begins the cursor of a user who joins, and a new epoch. What the user had read before is kept. The time
    /// until the join is a range of absence.
    ///
    /// @param newest the user's newest send before the join that is not folded
    public Written joined(InitialCursor initial, Optional<Send> newest) {
        long head = initial.head().sequence();
        var ranges = new ArrayList<>(ended());
        newest.filter(this::isBehind)
                .filter(send -> send.sequence() > covered())
                .ifPresent(send -> ranges.add(new Range(send.sequence(), Optional.of(send.time()))));
        if (head > 0) {
            ranges.add(new Range(head, Optional.empty()));
        }
        var epoch = new Cursor.Epoch(
                cursor.epoch().number() + 1, Math.max(cursor.epoch().joinVersion(), initial.joinVersion()), head);
        var begun = new Cursor(
                initial.user(), head, initial.head().ordinal(), initial.time(), epoch, cursor.deliveredSequence());
        return new Written(withAdvance().begun(begun, head), ranges, true);
    }

    /// Moves the read position forward. The advance that ends here is kept, unless it began within the window;
    /// in that case this move extends it.
    Written movedTo(long sequence, long ordinal, Instant time) {
        var moved = new Cursor(cursor.user(), sequence, ordinal, time, cursor.epoch(), cursor.deliveredSequence());
        if (windowTime.isAfter(time.minus(WINDOW))) {
            var row = new CursorRow(moved, windowTime, epochSequence, advanceSequence, advanceTime);
            return new Written(row, List.of(), true);
        }
        CursorRow old = withAdvance();
        var row = new CursorRow(moved, time, epochSequence, old.advanceSequence, old.advanceTime);
        return new Written(row, ended(), true);
    }

    /// Moves the read position back and begins an epoch at a head.
    Written movedBackTo(long sequence, long ordinal, Instant time, long head) {
        var back = new Cursor(
                cursor.user(), sequence, ordinal, time, cursor.epoch().movedBack(), cursor.deliveredSequence());
        return new Written(withAdvance().begun(back, head), ended(), true);
    }

    /// Delivers up to a sequence. The read position stays.
    Written deliveredTo(long sequence) {
        var row =
                new CursorRow(cursor.withDelivered(sequence), windowTime, epochSequence, advanceSequence, advanceTime);
        return new Written(row, List.of(), false);
    }

    private CursorRow begun(Cursor begun, long head) {
        return new CursorRow(begun, begun.readTime(), head, advanceSequence, advanceTime);
    }

    private List<Range> ended() {
        return isReadFirst() ? List.of(new Range(cursor.readSequence(), Optional.of(cursor.readTime()))) : List.of();
    }

    private CursorRow withAdvance() {
        return isReadFirst()
                ? new CursorRow(cursor, windowTime, epochSequence, cursor.readSequence(), cursor.readTime())
                : this;
    }

    /// Messages that are read again after a move back or a join are covered by what was kept then.
    private boolean isReadFirst() {
        return cursor.readSequence() > covered();
    }

    private long covered() {
        return Math.max(advanceSequence, cursor.epoch().joinSequence());
    }
}
