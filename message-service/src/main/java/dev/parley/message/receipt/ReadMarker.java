package dev.parley.message.receipt;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.read.ThreadReader;
import dev.parley.platform.problem.ProblemException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Moves and lists the cursors of participants. If contact between two users is closed, neither sees the
/// other's cursor.
@Singleton
public final class ReadMarker {

    /// A thread that was read up to a sequence.
    public record Read(ThreadId thread, long sequence) {}

    /// What came of one move.
    public sealed interface Marked {

        /// The cursor is at the sequence, or beyond it.
        record Moved(Cursor cursor) implements Marked {}

        /// The move failed.
        record Failed(RuntimeException failure) implements Marked {}
    }

    private final ThreadReader reader;
    private final Fences fences;
    private final CursorStore cursors;
    private final CursorListener listener;

    /// Moves the cursors of `cursors`.
    public ReadMarker(ThreadReader reader, Fences fences, CursorStore cursors, CursorListener listener) {
        this.reader = reader;
        this.fences = fences;
        this.cursors = cursors;
        this.listener = listener;
    }

    /// Moves a participant's read cursor forward, never back. Throws `SequenceBeyondHead`.
    public Cursor markRead(ThreadId thread, UserId user, long sequence) {
        admit(thread, user);
        Cursor cursor = cursors.advance(thread, user, sequence);
        listener.moved(thread, cursor);
        return cursor;
    }

    /// Moves a participant's read cursors in many threads forward, in as few commits as possible. Returns what
    /// came of each move, in order. A move that fails affects no other one.
    public List<Marked> markAllRead(UserId user, List<Read> reads) {
        Map<ThreadId, ProblemException> denied = denied(user, reads);
        var moves = new ArrayList<CompletableFuture<Cursor>>();
        for (Read read : reads) {
            ProblemException problem = denied.get(read.thread());
            moves.add(problem == null ? move(read, user) : CompletableFuture.failedFuture(problem));
        }
        var results = new ArrayList<Marked>();
        for (int index = 0; index < moves.size(); index++) {
            results.add(marked(reads.get(index).thread(), moves.get(index)));
        }
        return results;
    }

    private CompletableFuture<Cursor> move(Read read, UserId user) {
        try {
            return cursors.move(CursorMove.READ, read.thread(), user, read.sequence());
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private Marked marked(ThreadId thread, CompletableFuture<Cursor> move) {
        try {
            Cursor cursor = CursorStore.await(move);
            listener.moved(thread, cursor);
            return new Marked.Moved(cursor);
        } catch (RuntimeException failure) {
            return new Marked.Failed(failure);
        }
    }

    private void admit(ThreadId thread, UserId user) {
        for (ProblemException problem :
                denied(user, List.of(new Read(thread, 0))).values()) {
            throw problem;
        }
    }

    /// Returns why the user may not read threads. A cached fence is enough to admit, because a cursor reveals
    /// nothing. It is not enough to refuse.
    private Map<ThreadId, ProblemException> denied(UserId user, List<Read> reads) {
        var doubtful = new HashMap<ThreadId, Long>();
        for (Read read : reads) {
            Fence known = fences.remembered(read.thread()).orElse(null);
            if (known == null || !known.isParticipant(user)) {
                doubtful.put(read.thread(), known == null ? 0 : known.version());
            }
        }
        return doubtful.isEmpty() ? Map.of() : denied(user, doubtful);
    }

    private Map<ThreadId, ProblemException> denied(UserId user, Map<ThreadId, Long> doubtful) {
        Map<ThreadId, Fence> current = fences.newerThan(doubtful);
        var denied = new HashMap<ThreadId, ProblemException>();
        for (ThreadId thread : doubtful.keySet()) {
            try {
                Optional.ofNullable(current.get(thread))
                        .orElseThrow(() -> new ThreadAccessDenied(thread).exception())
                        .admitReader(user);
            } catch (ProblemException problem) {
                denied.put(thread, problem);
            }
        }
        return denied;
    }

    /// Returns the cursors that a participant sees, after a user id, by user id.
    public List<Cursor> list(ThreadId thread, UserId viewer, String after, int limit) {
        Fence fence = reader.admitted(thread, viewer).fence();
        return cursors.cursors(thread, visible(fence, viewer), after, limit);
    }

    /// Returns the participants whose cursors a participant sees.
    public static Collection<UserId> visible(Fence fence, UserId viewer) {
        return fence.showsCursors(viewer) ? fence.participants().keySet() : Set.of(viewer);
    }
}
