package dev.parley.message.receipt;

import dev.parley.id.ThreadId;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.receipt.CursorRow.Send;
import dev.parley.message.receipt.CursorRow.Written;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// How a call moves a cursor to a sequence. The promises of each are in [CursorStore].
public enum CursorMove {
    /// Moves the read position forward: [CursorStore#advance].
    READ,
    /// Moves the read position back: [CursorStore#moveBack].
    BACK,
    /// Moves only the delivered position forward: [CursorStore#deliver].
    DELIVER;

    /// What a move is decided by, all of it read at one time.
    ///
    /// @param row the stored row, or [CursorRow#none]
    /// @param newest the user's newest send that is not folded into the row
    /// @param head the sequence of the newest frame
    /// @param ordinal the ordinal at the requested sequence; empty if there is no such frame
    public record Known(ThreadId thread, CursorRow row, Optional<Send> newest, long head, OptionalLong ordinal) {}

    /// What comes of a move.
    ///
    /// @param cursor the user's cursor afterwards
    /// @param written what to write; empty if the cursor stays
    public record Outcome(Cursor cursor, Optional<Written> written) {}

    /// Decides a move without any I/O. Throws `SequenceBeyondHead`.
    public Outcome decide(Known known, long sequence, Instant now) {
        Cursor current = known.row().current(known.newest());
        if (isReached(current, sequence)) {
            return new Outcome(current, Optional.empty());
        }
        long ordinal = ordinal(known, sequence);
        Instant time = now.truncatedTo(ChronoUnit.MILLIS);
        return switch (this) {
            case READ -> outcome(known, row -> row.movedTo(sequence, ordinal, time));
            case BACK -> outcome(known, row -> row.movedBackTo(sequence, ordinal, time, known.head()));
            case DELIVER -> {
                Written written = known.row().deliveredTo(sequence);
                yield new Outcome(current.withDelivered(sequence), Optional.of(written));
            }
        };
    }

    private boolean isReached(Cursor current, long sequence) {
        return switch (this) {
            case READ -> current.readSequence() >= sequence;
            case BACK -> current.readSequence() <= sequence;
            case DELIVER -> current.deliveredSequence() >= sequence;
        };
    }

    private static long ordinal(Known known, long sequence) {
        return sequence == 0
                ? 0
                : known.ordinal()
                        .orElseThrow(() -> new SequenceBeyondHead(known.thread(), sequence, known.head()).exception());
    }

    /// Whatever the user has sent is folded first, so that it does not matter when the relay folds it.
    private static Outcome outcome(Known known, Function<CursorRow, Written> move) {
        Optional<Written> folded = known.newest().flatMap(known.row()::folded);
        Written moved = move.apply(folded.map(Written::row).orElse(known.row()));
        var ranges = new ArrayList<>(folded.map(Written::ranges).orElse(List.of()));
        ranges.addAll(moved.ranges());
        return new Outcome(
                moved.row().cursor(), Optional.of(new Written(moved.row(), List.copyOf(ranges), moved.read())));
    }
}
