package dev.parley.message.receipt;

import dev.parley.id.ThreadId;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.receipt.CursorMove.Known;
import dev.parley.message.receipt.CursorMove.Outcome;
import dev.parley.message.receipt.CursorRow.Range;
import dev.parley.message.receipt.CursorRow.Written;
import dev.parley.message.receipt.PendingMove.CursorKey;
import dev.parley.platform.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides moves that are written together. The moves of one cursor become one write, decided in turn. An
/// engine reads what is known for each move, calls [#decide], writes [#writes] in one commit, and calls
/// [#settle].
public final class CursorBatch {

    private final Map<CursorKey, Group> groups = new LinkedHashMap<>();

    /// What a move is decided by.
    ///
    /// @param stamp the number of the newest move of the row; 0 if there is no row
    /// @param fenceVersion the version of the stored fence
    public record Found(Known known, long stamp, long fenceVersion) {}

    /// A row to write in the place of the one that was read.
    ///
    /// @param stamp the number of the newest move of the row that was read; 0 if there was none
    public record Write(ThreadId thread, Written written, long stamp) {}

    /// The moves of one cursor, and what comes of them.
    private static final class Group {

        final List<PendingMove> moves = new ArrayList<>();
        final List<Runnable> answers = new ArrayList<>();

        @Nullable
        Write write;
    }

    /// Creates a batch of moves, in the order of the requests.
    public CursorBatch(Collection<PendingMove> moves) {
        moves.forEach(move ->
                groups.computeIfAbsent(move.key(), key -> new Group()).moves.add(move));
    }

    /// Returns the moves. The moves of one cursor follow one another.
    public List<PendingMove> moves() {
        return groups.values().stream().flatMap(group -> group.moves.stream()).toList();
    }

    /// Decides each move without any I/O.
    ///
    /// @param found what is known for each move of [#moves], by its index; nothing for a thread without a log
    public void decide(Map<Integer, Found> found, Instant now) {
        int next = 0;
        for (Group group : groups.values()) {
            @Nullable CursorRow row = null;
            for (PendingMove move : group.moves) {
                Found one = found.get(next++);
                if (one == null) {
                    var denied = new ThreadAccessDenied(move.thread()).exception();
                    group.answers.add(() -> move.result().completeExceptionally(denied));
                } else {
                    row = decide(group, move, one, row == null ? one.known().row() : row, now);
                }
            }
        }
    }

    /// Returns the row after the move.
    private static CursorRow decide(Group group, PendingMove move, Found found, CursorRow row, Instant now) {
        if (found.fenceVersion() > move.fenceVersion()) {
            var outdated = new FenceOutdated(found.fenceVersion());
            group.answers.add(() -> move.result().completeExceptionally(outdated));
            return row;
        }
        Known known = found.known();
        var current = new Known(known.thread(), row, known.newest(), known.head(), known.ordinal());
        Outcome outcome;
        try {
            outcome = move.move().decide(current, move.sequence(), now);
        } catch (ProblemException refused) {
            group.answers.add(() -> move.result().completeExceptionally(refused));
            return row;
        }
        group.answers.add(() -> move.result().complete(outcome.cursor()));
        if (outcome.written().isEmpty()) {
            return row;
        }
        Written written = outcome.written().get();
        group.write = new Write(move.thread(), merged(group.write, written), found.stamp());
        return written.row();
    }

    private static Written merged(@Nullable Write before, Written written) {
        if (before == null) {
            return written;
        }
        var ranges = new ArrayList<Range>(before.written().ranges());
        ranges.addAll(written.ranges());
        return new Written(
                written.row(), ranges, written.read() || before.written().read());
    }

    /// Returns what to write: one row for each cursor that moves.
    public List<Write> writes() {
        var writes = new ArrayList<Write>();
        for (Group group : groups.values()) {
            if (group.write != null) {
                writes.add(group.write);
            }
        }
        return writes;
    }

    /// Completes the moves, after the commit.
    ///
    /// @param kept the indexes in [#writes] of the rows that were written; the others had moved in the
    /// meantime, or are locked by another session
    /// @return the moves to decide again
    public List<PendingMove> settle(Set<Integer> kept) {
        var again = new ArrayList<PendingMove>();
        int index = 0;
        for (Group group : groups.values()) {
            if (group.write != null && !kept.contains(index++)) {
                again.addAll(group.moves);
            } else {
                group.answers.forEach(Runnable::run);
            }
        }
        return again;
    }
}
