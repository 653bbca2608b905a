package dev.parley.platform.feed;

import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets only a few feeds of this process read from a store at the same time, on streams of one feed and of many. The
/// others wait, and users take turns. So any number of feeds can be opened at the same moment: all are served, and
/// they never take all connections to a store.
///
/// A feed that waits costs one small object and no thread. What is live is served before what begins or is behind.
@Singleton
public final class ReadTurns {

    /// A store that has answered no read for this long, while some are waiting for it, is lost.
    static final Duration LOST = Duration.ofSeconds(5);

    private final ReadQueue waiting = new ReadQueue();
    private final ReadLimit limit = new ReadLimit();
    private final int atOnce;
    private int held;
    private long silentSince;
    private long endedAt;
    private boolean failed;

    /// @param atOnce how many feeds read at the same time
    public ReadTurns(@Property(name = "parley.feed.readers", defaultValue = "3") int atOnce) {
        if (atOnce < 1) {
            throw new ConfigurationException("PARLEY_FEED_READERS must be at least 1, not " + atOnce + ".");
        }
        this.atOnce = atOnce;
    }

    /// Creates the turn of a feed.
    ///
    /// @param user whose feed it is: users take turns
    /// @param whenItComes runs when the feed has waited and may read now; on any thread. It must be fast, and must
    /// not throw
    public Turn of(Object user, Runnable whenItComes) {
        return new Turn(user, whenItComes);
    }

    /// Whether the store is lost: reads were waiting for it, and none was answered, for the last five seconds. A
    /// failure is no answer.
    public synchronized boolean isLost(long nanos) {
        boolean asked = held > 0 || isFailing(nanos);
        return asked && nanos - silentSince >= LOST.toNanos();
    }

    /// Failures that follow each other quickly are one outage.
    private boolean isFailing(long nanos) {
        return failed && nanos - endedAt < LOST.toNanos();
    }

    private synchronized boolean take(Turn turn, boolean live) {
        if (turn.state == State.IDLE && held < atOnce) {
            long now = System.nanoTime();
            if (held == 0 && !isFailing(now)) {
                silentSince = now;
            }
            held++;
            turn.state = State.HELD;
        } else if (turn.state == State.IDLE) {
            turn.state = State.WAITING;
            waiting.add(turn, live);
        }
        return turn.state == State.HELD;
    }

    /// Returns the turn that comes next.
    private synchronized @Nullable Turn end(Turn turn) {
        State before = turn.state;
        turn.state = State.IDLE;
        if (before == State.WAITING) {
            waiting.remove(turn);
        }
        if (before != State.HELD) {
            return null;
        }
        endedAt = System.nanoTime();
        Turn next = waiting.poll();
        if (next == null) {
            held--;
        } else {
            next.state = State.HELD;
        }
        return next;
    }

    private synchronized boolean stopWaiting(Turn turn) {
        if (turn.state != State.WAITING) {
            return false;
        }
        turn.state = State.IDLE;
        waiting.remove(turn);
        return true;
    }

    private synchronized void note(boolean isAnswered) {
        failed = !isAnswered;
        if (isAnswered) {
            silentSince = System.nanoTime();
        }
    }

    /// Returns how many feeds wait.
    public synchronized int waiting() {
        return waiting.size();
    }

    @PreDestroy
    void stop() {
        limit.close();
    }

    private enum State {
        IDLE,
        WAITING,
        HELD
    }

    /// The turn of one feed. Only one thread at a time calls it, except for methods that say so.
    public final class Turn {

        private final Object user;
        private final Runnable whenItComes;
        private volatile State state = State.IDLE;

        private Turn(Object user, Runnable whenItComes) {
            this.user = user;
            this.whenItComes = whenItComes;
        }

        Object user() {
            return user;
        }

        /// Returns whether the feed may read now. Otherwise it waits from now on.
        ///
        /// @param live whether its reader has caught up, and so gets new positions at once
        public boolean take(boolean live) {
            return ReadTurns.this.take(this, live);
        }

        /// Whether the feed waits. Thread-safe.
        boolean isWaiting() {
            return state == State.WAITING;
        }

        /// Whether the feed may read. Thread-safe.
        boolean isHeld() {
            return state == State.HELD;
        }

        /// Reads from a store, and then ends the turn, which is held. The read is one of those of users, which have
        /// a share of the connections, and begins no statement after five seconds.
        public <T> T read(Supplier<T> read) {
            boolean isAnswered = true;
            try {
                return limit.within(read);
            } catch (ProblemException problem) {
                isAnswered = !(problem.problem() instanceof StoreUnavailable);
                throw problem;
            } finally {
                note(isAnswered);
                end();
            }
        }

        /// Gives the turn to the feed that comes next, or stops to wait. Does nothing without a turn.
        public void end() {
            if (state == State.IDLE) {
                return;
            }
            Turn next = ReadTurns.this.end(this);
            if (next != null) {
                next.whenItComes.run();
            }
        }

        /// Stops to wait. Returns whether it waited: its turn has not come, and will not. Thread-safe.
        public boolean stopWaiting() {
            return ReadTurns.this.stopWaiting(this);
        }
    }
}
