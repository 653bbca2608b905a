package dev.parley.message.memory;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Change.InitialCursor;
import dev.parley.message.log.Frame;
import dev.parley.message.memory.MemoryStore.Log;
import dev.parley.message.memory.MemoryStore.Moved;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorMove;
import dev.parley.message.receipt.CursorMove.Known;
import dev.parley.message.receipt.CursorMove.Outcome;
import dev.parley.message.receipt.CursorRow;
import dev.parley.message.receipt.CursorRow.Send;
import dev.parley.message.receipt.CursorRow.Written;
import dev.parley.message.receipt.CursorStore;
import dev.parley.message.receipt.FenceOutdated;
import dev.parley.platform.problem.ProblemException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// The cursors in memory. They are folded when they are read.
public final class MemoryCursorStore implements CursorStore {

    private final MemoryStore store;
    private final Clock clock;

    /// Uses the cursors of a store.
    public MemoryCursorStore(MemoryStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Cursor> move(
            CursorMove move, ThreadId thread, UserId user, long sequence, long fenceVersion) {
        try {
            return CompletableFuture.completedFuture(move(thread, user, move, sequence, fenceVersion));
        } catch (ProblemException | FenceOutdated problem) {
            return CompletableFuture.failedFuture(problem);
        }
    }

    private Cursor move(ThreadId thread, UserId user, CursorMove move, long sequence, long fenceVersion) {
        synchronized (store) {
            store.reach();
            Log log = store.logs.get(thread);
            if (log == null) {
                throw new ThreadAccessDenied(thread).exception();
            }
            if (log.head.fenceVersion() > fenceVersion) {
                throw new FenceOutdated(log.head.fenceVersion());
            }
            OptionalLong ordinal =
                    log.frame(sequence).stream().mapToLong(Frame::ordinal).findFirst();
            var known = new Known(
                    thread, row(log, user), newest(log, user), log.head.head().sequence(), ordinal);
            Outcome outcome = move.decide(known, sequence, clock.instant());
            outcome.written().ifPresent(written -> {
                write(log, written);
                log.relay.dirty |= written.read();
            });
            return outcome.cursor();
        }
    }

    private static CursorRow row(Log log, UserId user) {
        Moved moved = log.cursors.get(user);
        return moved == null ? CursorRow.none(user) : moved.row();
    }

    /// Returns the user's newest send that is not folded.
    private static Optional<Send> newest(Log log, UserId user) {
        return sends(log).filter(send -> send.user().equals(user)).reduce((older, newer) -> newer);
    }

    private static Stream<Send> sends(Log log) {
        return log.frames.stream().skip(log.relay.folded).flatMap(stored -> Send.of(stored.frame()).stream());
    }

    private static void write(Log log, Written written) {
        UserId user = written.row().cursor().user();
        log.relay.moves++;
        if (written.read()) {
            log.relay.readMoves = log.relay.moves;
        }
        Moved old = log.cursors.get(user);
        long oldReadMove = old == null ? 0 : old.readMove();
        long readMove = written.read() ? log.relay.moves : oldReadMove;
        log.cursors.put(user, new Moved(written.row(), log.relay.moves, readMove));
        var advances = log.advances.computeIfAbsent(user, none -> new TreeMap<>());
        written.ranges().forEach(range -> advances.putIfAbsent(range.sequence(), range.time()));
    }

    /// Begins the cursor of a user who joined, whose frame is already in the log.
    static void begin(Log log, InitialCursor initial) {
        write(log, row(log, initial.user()).joined(initial, newest(log, initial.user())));
    }

    /// Moves the cursors of users who sent.
    static void fold(Log log) {
        var newest = new TreeMap<UserId, Send>();
        sends(log).forEach(send -> newest.put(send.user(), send));
        newest.forEach((user, send) -> row(log, user).folded(send).ifPresent(written -> write(log, written)));
        log.relay.folded = log.head.head().sequence();
    }

    private static Optional<Cursor> cursor(Log log, UserId user) {
        Optional<Send> newest = newest(log, user);
        return newest.isPresent() || log.cursors.containsKey(user)
                ? Optional.of(row(log, user).current(newest))
                : Optional.empty();
    }

    @Override
    public List<Cursor> cursors(ThreadId thread, Collection<UserId> users, String after, int limit) {
        synchronized (store) {
            store.reach();
            Log log = store.logs.get(thread);
            return log == null
                    ? List.of()
                    : users.stream()
                            .sorted()
                            .distinct()
                            .filter(user -> user.value().compareTo(after) > 0)
                            .flatMap(user -> cursor(log, user).stream())
                            .limit(limit)
                            .toList();
        }
    }

    @Override
    public Map<ThreadId, List<Cursor>> movedAfter(Map<ThreadId, Long> moves) {
        synchronized (store) {
            store.reach();
            var moved = new HashMap<ThreadId, List<Cursor>>();
            moves.forEach((thread, move) -> {
                Log log = store.logs.get(thread);
                List<Cursor> cursors = log == null
                        ? List.of()
                        : log.cursors.values().stream()
                                .filter(one -> one.move() > move)
                                .map(Moved::cursor)
                                .toList();
                if (!cursors.isEmpty()) {
                    moved.put(thread, cursors);
                }
            });
            return moved;
        }
    }

    @Override
    public List<Advance> advancesOver(ThreadId thread, Collection<UserId> users, long sequence) {
        synchronized (store) {
            store.reach();
            Log log = store.logs.get(thread);
            return log == null
                    ? List.of()
                    : users.stream()
                            .sorted()
                            .flatMap(user -> advance(log, user, sequence).stream())
                            .toList();
        }
    }

    private static Optional<Advance> advance(Log log, UserId user, long sequence) {
        var ranges =
                new TreeMap<>(log.advances.getOrDefault(user, new TreeMap<>()).tailMap(sequence, true));
        Cursor cursor = row(log, user).cursor();
        if (ranges.isEmpty() && cursor.readSequence() >= sequence) {
            ranges.put(cursor.readSequence(), Optional.of(cursor.readTime()));
        }
        sends(log)
                .filter(send -> send.user().equals(user) && send.sequence() >= sequence)
                .forEach(send -> ranges.putIfAbsent(send.sequence(), Optional.of(send.time())));
        return Optional.ofNullable(ranges.firstEntry())
                .flatMap(first -> first.getValue().map(time -> new Advance(user, first.getKey(), time)));
    }
}
