package dev.parley.message.memory;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Change.InitialCursor;
import dev.parley.message.log.Frame;
import dev.parley.message.memory.MemoryStore.Log;
import dev.parley.message.memory.MemoryStore.Moved;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.Cursor.Epoch;
import dev.parley.message.receipt.CursorStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The cursors in memory. They are folded when they are read.
public final class MemoryCursorStore implements CursorStore {

    private static final Duration WINDOW = Duration.ofSeconds(5);

    /// Marks the end of a range in which a user was no participant.
    private static final Instant ABSENT = Instant.MIN;

    private final MemoryStore store;
    private final Clock clock;

    /// Uses the cursors of a store.
    public MemoryCursorStore(MemoryStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Cursor advance(ThreadId thread, UserId user, long sequence) {
        synchronized (store) {
            Log log = log(thread);
            Cursor known = cursorOrNone(log, user);
            if (known.readSequence() >= sequence) {
                return known;
            }
            long ordinal = ordinal(log, thread, sequence);
            var cursor = new Cursor(user, sequence, ordinal, now(), known.epoch(), known.deliveredSequence());
            move(log, cursor);
            log.relay.dirty = true;
            return cursor;
        }
    }

    @Override
    public Cursor moveBack(ThreadId thread, UserId user, long sequence) {
        synchronized (store) {
            Log log = log(thread);
            Cursor known = cursorOrNone(log, user);
            if (known.readSequence() <= sequence) {
                return known;
            }
            long ordinal = sequence == 0 ? 0 : ordinal(log, thread, sequence);
            var cursor =
                    new Cursor(user, sequence, ordinal, now(), known.epoch().movedBack(), known.deliveredSequence());
            keep(log, known);
            begin(log, cursor, log.head.head().sequence());
            log.relay.dirty = true;
            return cursor;
        }
    }

    @Override
    public Cursor deliver(ThreadId thread, UserId user, long sequence) {
        synchronized (store) {
            Log log = log(thread);
            Cursor known = cursorOrNone(log, user);
            if (known.deliveredSequence() >= sequence) {
                return known;
            }
            ordinal(log, thread, sequence);
            log.relay.moves++;
            Moved old = log.cursors.getOrDefault(user, Moved.none(user));
            log.cursors.put(
                    user,
                    new Moved(
                            old.cursor().withDelivered(sequence),
                            old.window(),
                            old.epochSequence(),
                            log.relay.moves,
                            old.readMove()));
            return known.withDelivered(sequence);
        }
    }

    private Log log(ThreadId thread) {
        store.reach();
        Log log = store.logs.get(thread);
        if (log == null) {
            throw new ThreadAccessDenied(thread).exception();
        }
        return log;
    }

    private static long ordinal(Log log, ThreadId thread, long sequence) {
        return log.frame(sequence)
                .orElseThrow(() ->
                        new SequenceBeyondHead(thread, sequence, log.head.head().sequence()).exception())
                .ordinal();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// The advance that ends here is kept, unless it began within the window.
    private static void move(Log log, Cursor cursor) {
        Moved old = log.cursors.getOrDefault(cursor.user(), Moved.none(cursor.user()));
        Instant window = cursor.readTime();
        if (old.window().isAfter(window.minus(WINDOW))) {
            window = old.window();
        } else {
            keep(log, old.cursor());
        }
        log.relay.moves++;
        log.relay.readMoves = log.relay.moves;
        log.cursors.put(
                cursor.user(), new Moved(cursor, window, old.epochSequence(), log.relay.moves, log.relay.readMoves));
    }

    /// Keeps what was read for the first time.
    private static void keep(Log log, Cursor read) {
        boolean again = log.advances.stream()
                .anyMatch(one -> one.user().equals(read.user()) && one.sequence() >= read.readSequence());
        if (read.readSequence() > 0 && !again) {
            log.advances.add(new Advance(read.user(), read.readSequence(), read.readTime()));
        }
    }

    private static void begin(Log log, Cursor cursor, long epochSequence) {
        log.relay.moves++;
        log.relay.readMoves = log.relay.moves;
        log.cursors.put(
                cursor.user(),
                new Moved(cursor, cursor.readTime(), epochSequence, log.relay.moves, log.relay.readMoves));
    }

    /// Begins the cursor of a user who joined.
    static void begin(Log log, InitialCursor initial) {
        Cursor old = log.cursors
                .getOrDefault(initial.user(), Moved.none(initial.user()))
                .cursor();
        var epoch = new Epoch(
                old.epoch().number() + 1,
                Math.max(old.epoch().joinVersion(), initial.joinVersion()),
                initial.head().sequence());
        var cursor = new Cursor(
                initial.user(),
                initial.head().sequence(),
                initial.head().ordinal(),
                initial.time(),
                epoch,
                old.deliveredSequence());
        boolean covered = log.advances.stream()
                .anyMatch(one -> one.user().equals(old.user()) && one.sequence() >= old.readSequence());
        if (old.readSequence() > 0 && !covered) {
            log.advances.add(new Advance(old.user(), old.readSequence(), old.readTime()));
        }
        if (cursor.readSequence() > 0) {
            log.advances.add(new Advance(cursor.user(), cursor.readSequence(), ABSENT));
        }
        begin(log, cursor, initial.head().sequence());
    }

    /// Moves the cursors of users who sent.
    static void fold(Log log) {
        long head = log.head.head().sequence();
        if (log.relay.folded < head) {
            for (UserId sender : senders(log)) {
                own(log, sender).ifPresent(own -> move(log, own));
            }
            log.relay.folded = head;
        }
    }

    private static TreeSet<UserId> senders(Log log) {
        var senders = new TreeSet<UserId>();
        log.frames.stream().skip(log.relay.folded).forEach(stored -> {
            if (stored.frame().content() instanceof Frame.Posted posted) {
                senders.add(posted.sender());
            }
        });
        return senders;
    }

    /// Returns the cursor at the user's newest send that is not folded, if that send moves it: it must belong
    /// to the epoch of the cursor.
    private static Optional<Cursor> own(Log log, UserId user) {
        Moved known = log.cursors.getOrDefault(user, Moved.none(user));
        long from = Math.max(known.cursor().readSequence(), known.epochSequence());
        return log.frames.reversed().stream()
                .limit(log.frames.size() - log.relay.folded)
                .map(MemoryStore.Stored::frame)
                .filter(frame -> frame.content() instanceof Frame.Posted posted
                        && posted.sender().equals(user))
                .findFirst()
                .filter(frame -> frame.sequence() > from)
                .map(frame -> new Cursor(
                        user,
                        frame.sequence(),
                        frame.ordinal(),
                        frame.createTime(),
                        known.cursor().epoch(),
                        known.cursor().deliveredSequence()));
    }

    private static Optional<Cursor> cursor(Log log, UserId user) {
        return own(log, user)
                .or(() -> Optional.ofNullable(log.cursors.get(user)).map(Moved::cursor));
    }

    private static Cursor cursorOrNone(Log log, UserId user) {
        return cursor(log, user).orElseGet(() -> Moved.none(user).cursor());
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
        var advances = new ArrayList<>(log.advances);
        boolean kept = advances.stream().anyMatch(one -> one.user().equals(user) && one.sequence() >= sequence);
        Optional.ofNullable(log.cursors.get(user))
                .map(Moved::cursor)
                .filter(cursor -> !kept)
                .ifPresent(cursor -> advances.add(new Advance(user, cursor.readSequence(), cursor.readTime())));
        log.frames.stream().skip(log.relay.folded).forEach(stored -> {
            if (stored.frame().content() instanceof Frame.Posted posted) {
                advances.add(new Advance(
                        posted.sender(),
                        stored.frame().sequence(),
                        stored.frame().createTime()));
            }
        });
        return advances.stream()
                .filter(one -> one.user().equals(user) && one.sequence() >= sequence)
                .min(Comparator.comparingLong(Advance::sequence))
                .filter(one -> !one.time().equals(ABSENT));
    }
}
