package dev.parley.platform.feed.follow;

import com.google.protobuf.MessageLite;
import dev.parley.platform.feed.FeedProgress;
import dev.parley.platform.feed.FeedSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One feed of a stream of many: a position and no queue. It is its own waker, which any thread may run. Only the
/// thread that writes the stream calls the other methods, except [#open].
final class Subscription<E extends MessageLite> implements Runnable {

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Subscription> WAITING =
            AtomicIntegerFieldUpdater.newUpdater(Subscription.class, "waiting");

    private final FollowStream<?, ?, E, ?> stream;
    private final String id;
    private final int weight;
    private @Nullable Function<Runnable, FeedSource<E>> opener;
    private @Nullable FeedProgress<E> feed;
    private volatile int waiting;
    private boolean answered;
    private boolean reading;
    private boolean readingLive;
    private boolean wokenMeanwhile;
    private boolean over;
    private long announced = -1;

    Subscription(FollowStream<?, ?, E, ?> stream, String id, int weight, Function<Runnable, FeedSource<E>> opener) {
        this.stream = stream;
        this.id = id;
        this.weight = weight;
        this.opener = opener;
    }

    String id() {
        return id;
    }

    /// Returns the weight of the command that opened it, in bytes.
    int weight() {
        return weight;
    }

    /// Signals that there may be something to write. Any thread may call it.
    @Override
    public void run() {
        if (beginWaiting()) {
            stream.woken(this);
        }
    }

    /// Marks it as waiting for its turn. Returns false if it was.
    boolean beginWaiting() {
        return WAITING.compareAndSet(this, 0, 1);
    }

    /// Begins its turn. A wake from now on leads to one more.
    void beginTurn() {
        waiting = 0;
    }

    /// Opens the feed, unless that is done. Only the thread that reads it calls this, between [#beginReading] and
    /// [#endReading].
    FeedProgress<E> open() {
        FeedProgress<E> opened = feed;
        if (opened == null) {
            opened = stream.progress(Objects.requireNonNull(opener).apply(this));
            feed = opened;
            opener = null;
        }
        return opened;
    }

    /// Returns its progress; null until its feed was opened and read.
    @Nullable
    FeedProgress<E> feed() {
        return answered ? feed : null;
    }

    /// Returns the token to resume from; empty if the feed has no start yet.
    String resumeToken() {
        FeedProgress<E> begun = feed();
        return begun == null || !begun.hasBegun() ? "" : begun.resumeToken();
    }

    /// Whether another thread reads it, or will.
    boolean isReading() {
        return reading;
    }

    /// Hands the feed over to a thread that reads it. Returns whether a heartbeat must wait for it.
    boolean beginReading() {
        reading = true;
        readingLive = answered && feed != null && feed.isLive();
        return readingLive;
    }

    /// Takes the feed back. Returns whether a heartbeat had to wait for it.
    boolean endReading() {
        reading = false;
        boolean waited = readingLive;
        readingLive = false;
        return waited;
    }

    /// Notes that it was read. Returns whether that was the first time.
    boolean answer() {
        boolean first = !answered;
        answered = true;
        return first;
    }

    /// Notes a wake while it is read.
    void wakeLater() {
        wokenMeanwhile = true;
    }

    /// Returns whether it was woken while it was read, and forgets that.
    boolean takeLaterWake() {
        boolean was = wokenMeanwhile;
        wokenMeanwhile = false;
        return was;
    }

    boolean isOver() {
        return over;
    }

    /// Ends it. If another thread reads it, its feed is closed when that is done.
    void end() {
        over = true;
        if (!reading) {
            close();
        }
    }

    /// Closes the feed. Called once, when no other thread reads it.
    void close() {
        if (feed != null) {
            feed.dropRest();
            feed.source().close();
        }
    }

    /// Notes that the reader is told its position as the head. Returns the position.
    long announce() {
        announced = feed == null ? -1 : feed.position();
        return announced;
    }

    /// Whether its position was not announced yet.
    boolean hasMoved() {
        return feed != null && feed.position() != announced;
    }
}
