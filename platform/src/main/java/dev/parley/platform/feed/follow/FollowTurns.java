package dev.parley.platform.feed.follow;

import com.google.protobuf.MessageLite;
import dev.parley.feed.v1.SubscriptionHead;
import dev.parley.platform.feed.FeedEnd;
import dev.parley.platform.feed.FeedEnvelope;
import dev.parley.platform.feed.FeedProgress;
import dev.parley.platform.feed.FeedProgress.Found;
import dev.parley.platform.feed.FeedProgress.Next;
import dev.parley.platform.feed.FeedSource;
import dev.parley.platform.feed.FeedStream;
import dev.parley.platform.feed.FeedWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/// The subscriptions of one stream. Those that have something to write take turns of one page. What memory holds is
/// written at once; the rest is read by a few other threads. Only the thread that works on the stream calls it.
final class FollowTurns<E extends MessageLite> {

    private static final int MOST_HEADS = 500;

    private final Follows follows;
    private final FollowStream<?, ?, E, ?> stream;
    private final FeedWriter<E> writer;
    private final Map<String, Subscription<E>> open = new HashMap<>();
    private final Queue<Subscription<E>> ready = new ConcurrentLinkedQueue<>();
    private final FollowReads<E> reads;
    private String turn = "";
    private int liveReads;

    FollowTurns(Follows follows, FollowStream<?, ?, E, ?> stream, FeedEnvelope<E> envelope) {
        this.follows = follows;
        this.stream = stream;
        this.writer = new FeedWriter<>(new Turn(), envelope);
        this.reads = new FollowReads<>(follows.runtime(), stream, this);
    }

    /// Writes for the subscription whose turn it is.
    private final class Turn implements FeedWriter.Outlet<E> {

        @Override
        public boolean isReady() {
            return stream.isReady();
        }

        @Override
        public void write(E element) {
            stream.write(turn, element);
        }
    }

    int size() {
        return open.size();
    }

    boolean contains(String id) {
        return open.containsKey(id);
    }

    /// Adds a subscription, which begins when its turn to be read comes. Its command weighs so many bytes until then.
    void add(String id, int weight, Function<Runnable, FeedSource<E>> opener) {
        var subscription = new Subscription<>(stream, id, weight, opener);
        open.put(id, subscription);
        read(subscription);
    }

    /// Ends a subscription if it is open.
    void remove(String id) {
        Subscription<E> named = open.get(id);
        if (named != null) {
            end(named, FeedEnd.UNSUBSCRIBED);
        }
    }

    /// Ends a subscription that was not added.
    void refuse(String id, FeedEnd why) {
        turn = id;
        writer.closingOne(why, "");
    }

    /// Gives a subscription a turn. Any thread may call it, once until the turn begins.
    void woken(Subscription<E> subscription) {
        ready.add(subscription);
    }

    private void again(Subscription<E> subscription) {
        if (subscription.beginWaiting()) {
            ready.add(subscription);
        }
    }

    private void end(Subscription<E> subscription, FeedEnd why) {
        open.remove(subscription.id());
        follows.leave(stream.caller(), 1);
        turn = subscription.id();
        try {
            writer.closingOne(why, why.isResumable() ? subscription.resumeToken() : "");
        } finally {
            subscription.end();
        }
    }

    /// Takes turns while the reader is ready. Returns whether nobody waits for a turn.
    boolean take(int most) {
        for (int i = 0; i < most && writer.isReady(); i++) {
            Subscription<E> next = ready.poll();
            if (next == null) {
                return true;
            }
            next.beginTurn();
            if (next.isReading()) {
                next.wakeLater();
            } else if (!next.isOver()) {
                takeTurn(next);
            }
        }
        return ready.isEmpty();
    }

    private void takeTurn(Subscription<E> subscription) {
        FeedProgress<E> feed = subscription.feed();
        if (feed == null) {
            return;
        }
        turn = subscription.id();
        try {
            write(subscription, feed);
        } catch (Throwable thrown) {
            end(subscription, FeedEnd.of(stream.statusOf(thrown)));
        }
    }

    private void write(Subscription<E> subscription, FeedProgress<E> feed) {
        wrote(subscription, feed.writeHeld(writer));
    }

    private void wrote(Subscription<E> subscription, Next next) {
        switch (next) {
            case MORE -> again(subscription);
            case CAUGHT_UP -> subscription.announce();
            case STORE -> read(subscription);
            case HEAD -> {}
        }
    }

    private void read(Subscription<E> subscription) {
        boolean live = subscription.beginReading();
        if (live) {
            liveReads++;
        }
        reads.add(subscription, live);
    }

    void startReads() {
        if (writer.isReady()) {
            reads.start();
        }
    }

    /// Takes back a subscription that was read, or that ended before its read began.
    void took(Subscription<E> subscription, Runnable what) {
        if (subscription.endReading()) {
            liveReads--;
        }
        if (subscription.answer()) {
            stream.handled(subscription.weight());
        }
        if (subscription.isOver()) {
            subscription.close();
        } else {
            what.run();
        }
    }

    /// Writes what was read for a subscription.
    void write(Subscription<E> subscription, FeedProgress<E> feed, Found<E> found) {
        turn = subscription.id();
        try {
            feed.source().check();
            wrote(subscription, feed.write(found, writer));
            if (subscription.takeLaterWake()) {
                again(subscription);
            }
        } catch (Throwable thrown) {
            end(subscription, FeedEnd.of(stream.statusOf(thrown)));
        }
    }

    /// Ends a subscription that could not be read.
    void failed(Subscription<E> subscription, Throwable why) {
        end(subscription, FeedEnd.of(stream.statusOf(why)));
    }

    /// Drops what is too old to be written. Returns whether all that is followed was compared with the store, and the
    /// store answers those who wait for it.
    boolean look(long nanos) {
        if (!reads.isEmpty() && follows.runtime().turns().isLost(nanos)) {
            return false;
        }
        for (Subscription<E> each : open.values()) {
            FeedProgress<E> feed = each.feed();
            if (feed != null && nanos - feed.source().comparedAt() >= FeedStream.LOST_NANOS) {
                return false;
            }
            if (feed != null && feed.hasOldRest(nanos)) {
                feed.dropRest();
            }
        }
        return true;
    }

    /// Returns the heads that a heartbeat names now, at most 500. Empty if a heartbeat would not be true: if a
    /// subscription that has caught up may lack something, or was not compared with the store a moment ago.
    Optional<List<SubscriptionHead>> heads(long nanos) {
        if (liveReads > 0 || !ready.isEmpty()) {
            return Optional.empty();
        }
        var moved = new ArrayList<Subscription<E>>();
        for (Subscription<E> each : open.values()) {
            FeedProgress<E> feed = each.feed();
            if (feed == null || !feed.isLive()) {
                continue;
            }
            if (!feed.source().isHead(feed.position())) {
                again(each);
            } else if (nanos - feed.source().comparedAt() >= FeedStream.YOUNG_NANOS) {
                return Optional.empty();
            } else if (moved.size() < MOST_HEADS && each.hasMoved()) {
                moved.add(each);
            }
        }
        return ready.isEmpty() ? Optional.of(heads(moved)) : Optional.empty();
    }

    private static <E extends MessageLite> List<SubscriptionHead> heads(List<Subscription<E>> moved) {
        var heads = new ArrayList<SubscriptionHead>(moved.size());
        for (Subscription<E> each : moved) {
            heads.add(SubscriptionHead.newBuilder()
                    .setSubscriptionId(each.id())
                    .setPosition(each.announce())
                    .build());
        }
        return heads;
    }

    /// Whether a heartbeat with these heads left out others.
    static boolean isFull(List<SubscriptionHead> heads) {
        return heads.size() == MOST_HEADS;
    }

    /// Ends all subscriptions without a word.
    void closeAll() {
        for (Subscription<E> each : reads.stop()) {
            each.endReading();
            if (each.isOver()) {
                follows.guarded(each::close);
            }
        }
        open.values().forEach(each -> follows.guarded(each::end));
        follows.leave(stream.caller(), open.size());
        open.clear();
        ready.clear();
    }
}
