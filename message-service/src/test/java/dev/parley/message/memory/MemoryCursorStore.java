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
            store.reach();
            Log log = store.logs.get(thread);
            if (log == null) {
                throw new ThreadAccessDenied(thread).exception();
            }
            Optional<Cursor> now = cursor(log, user);
            if (now.isPresent() && now.get().readSequence() >= sequence) {
                return now.get();
            }
            Frame frame = log.frame(sequence)
                    .orElseThrow(() -> new SequenceBeyondHead(
                                    thread, sequence, log.head.head().sequence())
                            .exception());
            Instant time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            var cursor = new Cursor(user, sequence, frame.ordinal(), time);
            log.relay.moves++;
            move(log, cursor);
            log.relay.dirty = true;
            return cursor;
        }
    }

    /// The advance that ends here is kept, unless it began within the window.
    private static void move(Log log, Cursor cursor) {
        Moved old = log.cursors.get(cursor.user());
        Instant window = cursor.readTime();
        if (old != null && old.window().isAfter(window.minus(WINDOW))) {
            window = old.window();
        } else if (old != null) {
            log.advances.add(new Advance(
                    cursor.user(), old.cursor().readSequence(), old.cursor().readTime()));
        }
        log.cursors.put(cursor.user(), new Moved(cursor, window, log.relay.moves));
    }

    /// Creates the cursor of a user who joined, unless the stored one is further.
    static void begin(Log log, InitialCursor initial) {
        Moved old = log.cursors.get(initial.user());
        log.relay.moves++;
        if (old == null || old.cursor().readSequence() < initial.head().sequence()) {
            var cursor = new Cursor(
                    initial.user(), initial.head().sequence(), initial.head().ordinal(), initial.time());
            log.cursors.put(initial.user(), new Moved(cursor, initial.time(), log.relay.moves));
        }
    }

    /// Moves the cursors of users who sent.
    static void fold(Log log) {
        long head = log.head.head().sequence();
        if (log.relay.folded < head) {
            for (UserId sender : senders(log)) {
                own(log, sender)
                        .filter(own -> !log.cursors.containsKey(sender)
                                || log.cursors.get(sender).cursor().readSequence() < own.readSequence())
                        .ifPresent(own -> {
                            log.relay.moves++;
                            move(log, own);
                        });
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

    private static Optional<Cursor> own(Log log, UserId user) {
        return log.frames.reversed().stream()
                .limit(log.frames.size() - log.relay.folded)
                .map(MemoryStore.Stored::frame)
                .filter(frame -> frame.content() instanceof Frame.Posted posted
                        && posted.sender().equals(user))
                .findFirst()
                .map(frame -> new Cursor(user, frame.sequence(), frame.ordinal(), frame.createTime()));
    }

    private static Optional<Cursor> cursor(Log log, UserId user) {
        Optional<Cursor> stored = Optional.ofNullable(log.cursors.get(user)).map(Moved::cursor);
        Optional<Cursor> own = own(log, user);
        return own.isPresent()
                        && (stored.isEmpty()
                                || own.get().readSequence() > stored.get().readSequence())
                ? own
                : stored;
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
        Optional.ofNullable(log.cursors.get(user))
                .map(Moved::cursor)
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
                .min(Comparator.comparingLong(Advance::sequence));
    }
}
