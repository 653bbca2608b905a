package dev.parley.platform.feed;

import dev.parley.platform.background.FewAtOnce;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets only a few feeds of this process read from a store at the same time, on streams of one feed and of many.
/// The others wait, and users take turns. So any number of feeds can be opened at the same moment: all are
/// served, and they never take all connections to a store.
///
/// A feed that waits costs one small object and no thread. Live feeds have turns of their own, which are many:
/// one message can concern thousands of inboxes, whose readers then look up its preview together. So nothing
/// live waits for what begins or is behind.
@Singleton
public final class ReadTurns {

    /// A store that has answered no read for this long, while some are waiting for it, is lost.
    static final Duration LOST = Duration.ofSeconds(5);

    /// Reads that were asked for less than this ago may still be answered, whatever failed before.
    private static final Duration ANSWER = Duration.ofSeconds(1);

    /// How many live feeds read at the same time. They share the connections of readers, and mostly wait for
    /// one.
    private static final int LIVE_AT_ONCE = 64;

    private final ReadLane live = new ReadLane(LIVE_AT_ONCE);
    private final ReadLane behind;
    private final ReadLimit limit = new ReadLimit();
    private final LongSupplier clock;
    private int reading;
    private long readingSince;
    private long silentSince;
    private long endedAt;
    private boolean failed;

    /// Lets as many read as the settings say, by default three, and at most half of the smallest pool.
    @Inject
    public ReadTurns(Environment settings) {
        this(FeedReaders.atOnce(settings));
    }

    /// @param atOnce how many feeds read their start, or what they are behind, at the same time
    public ReadTurns(int atOnce) {
        this(atOnce, System::nanoTime);
    }

    /// @param clock returns times such as those of [System#nanoTime]
    ReadTurns(int atOnce, LongSupplier clock) {
        if (atOnce < 1) {
            throw new ConfigurationException("PARLEY_FEED_READERS must be at least 1, not " + atOnce + ".");
        }
        this.behind = new ReadLane(atOnce);
        this.clock = clock;
    }

    /// Creates the turn of a feed.
    ///
    /// @param user whose feed it is: users take turns
    /// @param whenItComes runs when the feed has waited and may read now; on any thread. It must be fast, and
    /// must not throw
    public Turn of(Object user, Runnable whenItComes) {
        return new Turn(user, whenItComes);
    }

    /// Whether the store is lost: reads were waiting for it, and none was answered, for the last five seconds. A
    /// failure is no answer. A feed that has its turn but no thread yet waits for this process, not for the
    /// store.
    public synchronized boolean isLost(long nanos) {
        boolean isWaitedFor = reading > 0 && nanos - readingSince >= ANSWER.toNanos();
        return (isWaitedFor || isFailing(nanos)) && nanos - silentSince >= LOST.toNanos();
    }

    /// Failures that follow each other quickly are one outage.
    private boolean isFailing(long nanos) {
        return failed && nanos - endedAt < LOST.toNanos();
    }

    private synchronized boolean take(Turn turn, ReadLane lane) {
        if (turn.state == State.IDLE) {
            turn.lane = lane;
            turn.state = lane.enter() ? State.HELD : State.WAITING;
            if (turn.state == State.WAITING) {
                lane.await(turn);
            }
        }
        return turn.state == State.HELD;
    }

    /// Returns the turn that comes next.
    private synchronized @Nullable Turn end(Turn turn) {
        if (stopWaiting(turn) || turn.state == State.IDLE) {
            return null;
        }
        turn.state = State.IDLE;
        Turn next = turn.lane.leave();
        if (next != null) {
            next.state = State.HELD;
        }
        return next;
    }

    private synchronized boolean stopWaiting(Turn turn) {
        if (turn.state != State.WAITING) {
            return false;
        }
        turn.state = State.IDLE;
        turn.lane.remove(turn);
        return true;
    }

    private synchronized void readBegins() {
        if (reading++ == 0) {
            long now = clock.getAsLong();
            readingSince = now;
            silentSince = isFailing(now) ? silentSince : now;
        }
    }

    private synchronized void readEnds(boolean isAnswered) {
        reading--;
        failed = !isAnswered;
        endedAt = clock.getAsLong();
        if (isAnswered) {
            silentSince = endedAt;
        }
    }

    /// Returns how many feeds wait.
    public synchronized int waiting() {
        return live.waiting() + behind.waiting();
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
        private ReadLane lane = behind;
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
        /// @param isLive whether its reader has caught up, and so gets new positions at once
        public boolean take(boolean isLive) {
            return ReadTurns.this.take(this, isLive ? live : behind);
        }

        /// Whether the feed waits. Thread-safe.
        boolean isWaiting() {
            return state == State.WAITING;
        }

        /// Whether the feed may read. Thread-safe.
        boolean isHeld() {
            return state == State.HELD;
        }

        /// Reads from a store, and then ends the turn, which is held. The read is one of those of users, which
        /// have a share of the connections, and begins no statement after five seconds.
        public <T> T read(Supplier<T> read) {
            boolean isAnswered = true;
            readBegins();
            try {
                return FewAtOnce.blocking(() -> limit.within(read));
            } catch (ProblemException problem) {
                isAnswered = !(problem.problem() instanceof StoreUnavailable);
                throw problem;
            } finally {
                readEnds(isAnswered);
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
