package dev.parley.platform.feed.follow;

import com.google.protobuf.MessageLite;
import dev.parley.platform.feed.FeedProgress;
import dev.parley.platform.feed.FeedProgress.Found;
import dev.parley.platform.feed.FeedRuntime;
import dev.parley.platform.feed.ReadTurns.Turn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;

/// The subscriptions of one stream that must be read from a store. A few of them wait for a turn of the process at a
/// time, or are read; the others wait here. What is live does not wait behind what begins. Only the thread that works
/// on the stream calls it.
final class FollowReads<E extends MessageLite> {

    /// How many live subscriptions have a turn or wait for one at the same time.
    private static final int LIVE_AT_ONCE = 16;

    /// How many others do.
    private static final int OTHERS_AT_ONCE = 4;

    private final FeedRuntime runtime;
    private final FollowStream<?, ?, E, ?> stream;
    private final FollowTurns<E> turns;
    private final Line live = new Line(true, LIVE_AT_ONCE);
    private final Line behind = new Line(false, OTHERS_AT_ONCE);

    FollowReads(FeedRuntime runtime, FollowStream<?, ?, E, ?> stream, FollowTurns<E> turns) {
        this.runtime = runtime;
        this.stream = stream;
        this.turns = turns;
    }

    /// Adds a subscription.
    void add(Subscription<E> subscription, boolean isLive) {
        (isLive ? live : behind).waiting.add(subscription);
    }

    /// Begins as many reads as may begin.
    void start() {
        live.start();
        behind.start();
    }

    /// Whether none waits or is read.
    boolean isEmpty() {
        return live.isEmpty() && behind.isEmpty();
    }

    /// Stops. Returns the subscriptions that will not be read.
    Collection<Subscription<E>> stop() {
        var left = new ArrayList<Subscription<E>>();
        live.stop(left);
        behind.stop(left);
        return left;
    }

    /// The subscriptions that are live, or those that are not.
    private final class Line {

        private final boolean isLive;
        private final int atOnce;
        private final Queue<Subscription<E>> waiting = new ArrayDeque<>();
        private final Set<Read> reads = new LinkedHashSet<>();

        Line(boolean isLive, int atOnce) {
            this.isLive = isLive;
            this.atOnce = atOnce;
        }

        boolean isEmpty() {
            return waiting.isEmpty() && reads.isEmpty();
        }

        void start() {
            Subscription<E> next;
            while (reads.size() < atOnce && (next = waiting.poll()) != null) {
                if (next.isOver()) {
                    turns.took(next, () -> {});
                } else {
                    var read = new Read(this, next);
                    reads.add(read);
                    read.begin();
                }
            }
        }

        void stop(Collection<Subscription<E>> left) {
            left.addAll(waiting);
            waiting.clear();
            for (Read read : reads) {
                if (read.turn.stopWaiting()) {
                    left.add(read.subscription);
                }
            }
        }
    }

    /// One read, on another thread.
    private final class Read implements Runnable {

        private final Line line;
        private final Subscription<E> subscription;
        private final Turn turn;

        Read(Line line, Subscription<E> subscription) {
            this.line = line;
            this.subscription = subscription;
            this.turn = runtime.turns().of(stream.reader(), this::execute);
        }

        void begin() {
            if (turn.take(line.isLive)) {
                execute();
            }
        }

        /// Without a thread, the stream ends the turn, also if the subscription has ended meanwhile.
        private void execute() {
            try {
                runtime.executor().execute(this);
            } catch (Throwable refused) {
                answer(() -> turns.failed(subscription, refused));
            }
        }

        @Override
        public void run() {
            try {
                answer(turn.read(this::read));
            } catch (Throwable thrown) {
                answer(() -> turns.failed(subscription, thrown));
            }
        }

        /// Returns how to write what was read.
        private Runnable read() {
            FeedProgress<E> feed = subscription.open();
            Found<E> found = feed.readStored();
            return () -> turns.write(subscription, feed, found);
        }

        private void answer(Runnable what) {
            stream.answer(() -> {
                line.reads.remove(this);
                turn.end();
                turns.took(subscription, what);
            });
        }
    }
}
