package dev.parley.platform.feed;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lets only a few feeds of this process read their start or what they are behind at the same time. The others
/// wait, and users take turns. So any number of feeds can be opened at the same moment: all are served, and
/// they never take all connections to a store.
///
/// A feed that waits costs one small object and no thread.
@Singleton
public final class ReadTurns {

    private final Map<Object, ArrayDeque<Turn>> waiting = new LinkedHashMap<>();
    private int free;

    /// @param atOnce how many feeds read at the same time
    public ReadTurns(@Property(name = "parley.feed.readers", defaultValue = "6") int atOnce) {
        if (atOnce < 1) {
            throw new ConfigurationException("PARLEY_FEED_READERS must be at least 1, not " + atOnce + ".");
        }
        free = atOnce;
    }

    /// Creates the turn of a feed.
    ///
    /// @param user whose feed it is
    /// @param whenItComes runs when the feed has waited and may read now; on any thread
    Turn of(Object user, Runnable whenItComes) {
        return new Turn(user, whenItComes);
    }

    private synchronized boolean take(Turn turn) {
        if (turn.state == State.IDLE && free > 0) {
            free--;
            turn.state = State.HELD;
        } else if (turn.state == State.IDLE) {
            turn.state = State.WAITING;
            waiting.computeIfAbsent(turn.user, user -> new ArrayDeque<>()).addLast(turn);
        }
        return turn.state == State.HELD;
    }

    /// Returns the turn that comes next.
    private synchronized @Nullable Turn end(Turn turn) {
        State before = turn.state;
        turn.state = State.IDLE;
        if (before == State.WAITING) {
            leave(turn);
            return null;
        }
        Turn next = before == State.HELD ? next() : null;
        if (next != null) {
            next.state = State.HELD;
        } else if (before == State.HELD) {
            free++;
        }
        return next;
    }

    private void leave(Turn turn) {
        ArrayDeque<Turn> ofUser = waiting.get(turn.user);
        if (ofUser != null && ofUser.remove(turn) && ofUser.isEmpty()) {
            waiting.remove(turn.user);
        }
    }

    /// The user whose turn it was goes to the end.
    private @Nullable Turn next() {
        var users = waiting.entrySet().iterator();
        if (!users.hasNext()) {
            return null;
        }
        var first = users.next();
        users.remove();
        Turn next = first.getValue().pollFirst();
        if (!first.getValue().isEmpty()) {
            waiting.put(first.getKey(), first.getValue());
        }
        return next;
    }

    /// Returns how many feeds wait.
    synchronized int waiting() {
        return waiting.values().stream().mapToInt(ArrayDeque::size).sum();
    }

    private enum State {
        IDLE,
        WAITING,
        HELD
    }

    /// The turn of one feed. Only one thread at a time calls it.
    final class Turn {

        private final Object user;
        private final Runnable whenItComes;
        private volatile State state = State.IDLE;

        private Turn(Object user, Runnable whenItComes) {
            this.user = user;
            this.whenItComes = whenItComes;
        }

        /// Returns whether the feed may read now. Otherwise it waits from now on.
        boolean take() {
            return ReadTurns.this.take(this);
        }

        /// Gives the turn to the feed that comes next, or stops to wait. Does nothing without a turn.
        void end() {
            if (state == State.IDLE) {
                return;
            }
            Turn next = ReadTurns.this.end(this);
            if (next != null) {
                next.whenItComes.run();
            }
        }
    }
}
