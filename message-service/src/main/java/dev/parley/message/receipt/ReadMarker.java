package dev.parley.message.receipt;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.read.ThreadReader;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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

    /// Whether a user may read a thread.
    private sealed interface Ruling {

        /// A fence of this version admits the user.
        record Admitted(long version) implements Ruling {}

        /// No fence admits the user, or the store is unavailable.
        record Refused(ProblemException problem) implements Ruling {}
    }

    /// How often a call is repeated while the fence of its thread changes again and again.
    private static final int ATTEMPTS = 5;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

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

    /// Moves a participant's read cursor forward, never back. Throws `ThreadAccessDenied`, `SequenceBeyondHead`, and
    /// `StoreUnavailable`.
    public Cursor markRead(ThreadId thread, UserId user, long sequence) {
        return switch (markAllRead(user, List.of(new Read(thread, sequence))).getFirst()) {
            case Marked.Moved(Cursor cursor) -> cursor;
            case Marked.Failed(RuntimeException failure) -> throw failure;
        };
    }

    /// Moves a participant's read cursors in many threads forward, in as few commits as possible. Returns what
    /// came of each move, in order. A move that fails affects no other one.
    ///
    /// A cached fence is enough to request a move, because the move itself verifies the version. If another
    /// replica has stored a newer fence, that one decides.
    public List<Marked> markAllRead(UserId user, List<Read> reads) {
        List<Marked> marked = move(user, reads, Map.of());
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            Map<ThreadId, Long> outdated = outdated(reads, marked);
            if (outdated.isEmpty()) {
                return marked;
            }
            List<Integer> again = IntStream.range(0, reads.size())
                    .filter(index -> version(marked.get(index)) > 0)
                    .boxed()
                    .toList();
            List<Marked> moved = move(user, again.stream().map(reads::get).toList(), outdated);
            for (int index = 0; index < again.size(); index++) {
                marked.set(again.get(index), moved.get(index));
            }
        }
        marked.replaceAll(one -> version(one) > 0 ? unsettled() : one);
        return marked;
    }

    private static Marked unsettled() {
        return new Marked.Failed(new StoreUnavailable(RETRY_AFTER).exception());
    }

    /// Returns the versions of the stored fences of threads whose cached ones were outdated.
    private static Map<ThreadId, Long> outdated(List<Read> reads, List<Marked> marked) {
        var outdated = new HashMap<ThreadId, Long>();
        for (int index = 0; index < marked.size(); index++) {
            long version = version(marked.get(index));
            if (version > 0) {
                outdated.merge(reads.get(index).thread(), version, Math::max);
            }
        }
        return outdated;
    }

    /// Returns the version of the stored fence if the cached one was outdated, or else 0.
    private static long version(Marked marked) {
        return marked instanceof Marked.Failed(FenceOutdated outdated) ? outdated.version() : 0;
    }

    private List<Marked> move(UserId user, List<Read> reads, Map<ThreadId, Long> least) {
        Map<ThreadId, Ruling> rulings = rule(user, reads, least);
        var moves = new ArrayList<CompletableFuture<Cursor>>(reads.size());
        for (Read read : reads) {
            moves.add(
                    switch (Objects.requireNonNull(rulings.get(read.thread()))) {
                        case Ruling.Admitted(long version) -> move(read, user, version);
                        case Ruling.Refused(ProblemException problem) -> CompletableFuture.failedFuture(problem);
                    });
        }
        var results = new ArrayList<Marked>(reads.size());
        for (int index = 0; index < moves.size(); index++) {
            results.add(marked(reads.get(index).thread(), moves.get(index)));
        }
        return results;
    }

    private CompletableFuture<Cursor> move(Read read, UserId user, long fenceVersion) {
        try {
            return cursors.move(CursorMove.READ, read.thread(), user, read.sequence(), fenceVersion);
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

    /// Decides on each thread. A cached fence is enough to admit, but not to refuse.
    ///
    /// @param least the versions that are known to be stored; a fence that is older decides nothing
    private Map<ThreadId, Ruling> rule(UserId user, List<Read> reads, Map<ThreadId, Long> least) {
        var rulings = new HashMap<ThreadId, Ruling>();
        var doubtful = new HashMap<ThreadId, Long>();
        for (Read read : reads) {
            Fence known = fences.remembered(read.thread()).orElse(null);
            long needed = least.getOrDefault(read.thread(), 0L);
            if (known != null && known.version() >= needed && known.isParticipant(user)) {
                rulings.put(read.thread(), new Ruling.Admitted(known.version()));
            } else {
                doubtful.put(read.thread(), known == null ? 0 : known.version());
            }
        }
        if (!doubtful.isEmpty()) {
            rulings.putAll(ruleAgain(user, doubtful));
        }
        return rulings;
    }

    private Map<ThreadId, Ruling> ruleAgain(UserId user, Map<ThreadId, Long> doubtful) {
        var rulings = new HashMap<ThreadId, Ruling>();
        try {
            Map<ThreadId, Fence> current = fences.newerThan(doubtful);
            doubtful.keySet().forEach(thread -> rulings.put(thread, rule(user, thread, current.get(thread))));
        } catch (ProblemException away) {
            doubtful.keySet().forEach(thread -> rulings.put(thread, new Ruling.Refused(away)));
        }
        return rulings;
    }

    private static Ruling rule(UserId user, ThreadId thread, @Nullable Fence fence) {
        if (fence == null) {
            return new Ruling.Refused(new ThreadAccessDenied(thread).exception());
        }
        try {
            fence.admitReader(user);
            return new Ruling.Admitted(fence.version());
        } catch (ProblemException problem) {
            return new Ruling.Refused(problem);
        }
    }

    /// Returns the cursors that a participant sees, after a user id, by user id. The fence that is stored after the
    /// cursors were read decides: no cursor that moved after a removal or a block is shown.
    public List<Cursor> list(ThreadId thread, UserId viewer, String after, int limit) {
        Fence fence = reader.presumed(thread, viewer);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Collection<UserId> users = visible(fence, viewer);
            List<Cursor> found = cursors.cursors(thread, users, after, limit);
            fence = reader.admitted(thread, viewer).fence();
            if (visible(fence, viewer).equals(users)) {
                return found;
            }
        }
        throw new StoreUnavailable(RETRY_AFTER).exception();
    }

    /// Returns the participants whose cursors a participant sees.
    public static Set<UserId> visible(Fence fence, UserId viewer) {
        return fence.showsCursors(viewer) ? fence.participants().keySet() : Set.of(viewer);
    }
}
