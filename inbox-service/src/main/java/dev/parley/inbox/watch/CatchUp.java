package dev.parley.inbox.watch;

import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.MergeListener;
import dev.parley.inbox.watch.InboxProgress.Sought;
import dev.parley.platform.background.Background;
import dev.parley.platform.background.FewAtOnce;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.consistency.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Waits until inboxes have reached positions, with one loop for all waiting readers. The loop queries the
/// store once for all of them, at an interval, and immediately for users into whose inboxes this process has
/// merged. So a thousand waiting readers cost one query at a time and one connection.
public final class CatchUp implements MergeListener, AutoCloseable {

    private final InboxProgress progress;
    private final Duration patience;
    private final WaitingReaders waiting;
    private final Repeating loop;
    private final Duration interval;
    private long lastRound = System.nanoTime();

    /// Waits at most `patience`, and queries the store every `interval` while there are waiting readers.
    public CatchUp(
            InboxProgress progress,
            WaitingReaders waiting,
            Background background,
            Duration patience,
            Duration interval) {
        this.progress = progress;
        this.waiting = waiting;
        this.patience = patience;
        this.interval = interval;
        this.loop = background.repeat("inbox catch-up", Pace.every(interval), this::ask);
    }

    /// Starts to query the store for waiting readers.
    public void start() {
        loop.start();
    }

    /// Waits until all positions that concern the reader are reached, and returns one that was not reached in
    /// time; empty if all were. Positions of other users' cursors are ignored: they say nothing about this
    /// inbox. Does not wait if too many readers are already waiting.
    public Optional<Position> await(UserId reader, Collection<Position> positions) {
        var sought = sought(reader, positions);
        if (sought.isEmpty()) {
            return Optional.empty();
        }
        sought.removeAll(progress.reachedForCall(sought));
        if (sought.isEmpty()) {
            return Optional.empty();
        }
        var one = waiting.enter(reader, sought);
        if (one.isEmpty()) {
            return Optional.of(sought.iterator().next().position());
        }
        try {
            loop.wake();
            return FewAtOnce.blocking(() -> one.get().await(patience.toNanos(), TimeUnit.NANOSECONDS))
                    .map(Sought::position);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.of(sought.iterator().next().position());
        } finally {
            waiting.leave(one.get());
        }
    }

    @Override
    public void merged(Collection<Advance> advances) {
        if (waiting.mark(advances)) {
            loop.wake();
        }
    }

    @Override
    public void close() {
        loop.close();
    }

    /// Queries for the readers that were marked since the last round, and at each interval for all.
    private boolean ask() {
        long now = System.nanoTime();
        boolean all = now - lastRound >= interval.toNanos();
        if (all) {
            lastRound = now;
        }
        List<WaitingReaders.Reader> some = waiting.toAsk(all);
        var sought = new HashSet<Sought>();
        some.forEach(reader -> sought.addAll(reader.sought()));
        if (!sought.isEmpty()) {
            Set<Sought> reached = progress.reached(new ArrayList<>(sought));
            some.forEach(reader -> reader.reached(reached));
        }
        return false;
    }

    private static Set<Sought> sought(UserId reader, Collection<Position> positions) {
        var sought = new HashSet<Sought>();
        for (Position position : positions) {
            boolean foreign =
                    position instanceof Position.Cursor cursor && !cursor.user().equals(reader);
            if (!foreign) {
                sought.add(new Sought(reader, position));
            }
        }
        return sought;
    }
}
