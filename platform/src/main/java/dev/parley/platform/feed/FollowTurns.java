package dev.parley.platform.feed;

import com.google.protobuf.MessageLite;
import dev.parley.feed.v1.SubscriptionHead;
import dev.parley.platform.feed.FollowProtocol.Opener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The subscriptions of one stream. Those that have something to write take turns of one page. What memory holds is
/// written at once; the rest is read by a few other threads. Only the thread that works on the stream calls it.
final class FollowTurns<E extends MessageLite> {

    private static final int MOST_HEADS = 500;

    private final Follows follows;
    private final FollowStream<?, E, ?> stream;
    private final FeedWriter<E> writer;
    private final Map<String, Subscription<E>> open = new HashMap<>();
    private final Queue<Subscription<E>> ready = new ConcurrentLinkedQueue<>();
    private final Queue<Subscription<E>> toRead = new ArrayDeque<>();
    private String turn = "";
    private int reads;
    private int liveReads;

    FollowTurns(Follows follows, FollowStream<?, E, ?> stream, FeedEnvelope<E> envelope) {
        this.follows = follows;
        this.stream = stream;
        this.writer = new FeedWriter<>(new Turn(), envelope);
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

    /// Adds a subscription, which begins when its turn to be read comes.
    void add(String id, Opener<E> opener) {
        var subscription = new Subscription<>(stream, id, opener);
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
        if (feed.writeRest(writer)) {
            again(subscription);
            return;
        }
        Optional<FeedPage<E>> held = feed.readHere();
        if (held.isEmpty() || held.get().isCompacted()) {
            read(subscription);
            return;
        }
        feed.write(held.get(), System.nanoTime(), writer);
        if (feed.hasRest() || feed.position() < held.get().head()) {
            again(subscription);
            return;
        }
        Optional<List<E>> states = feed.source().statesHere();
        if (states.isEmpty()) {
            read(subscription);
        } else {
            atHead(subscription, feed, states.get());
        }
    }

    private void atHead(Subscription<E> subscription, FeedProgress<E> feed, List<E> states) {
        if (feed.atHead(states, writer)) {
            subscription.announce();
        }
    }

    private void read(Subscription<E> subscription) {
        if (subscription.beginReading()) {
            liveReads++;
        }
        toRead.add(subscription);
    }

    void startReads() {
        while (reads < follows.readsOfStream() && writer.isReady()) {
            Subscription<E> next = toRead.poll();
            if (next == null) {
                return;
            }
            if (next.isOver()) {
                takeBack(next);
                next.close();
                if (next.answer()) {
                    stream.handled();
                }
            } else {
                startRead(next);
            }
        }
    }

    private void startRead(Subscription<E> subscription) {
        try {
            follows.read(() -> readNow(subscription));
            reads++;
        } catch (RuntimeException refused) {
            takeBack(subscription);
            throw refused;
        }
    }

    /// Reads the next page, on another thread.
    private void readNow(Subscription<E> subscription) {
        long readAt = System.nanoTime();
        try {
            FeedProgress<E> feed = subscription.open();
            FeedPage<E> page = feed.read();
            List<E> states = feed.isHead(page) ? feed.source().states() : List.of();
            stream.answer(() -> took(subscription, () -> write(subscription, feed, page, states, readAt)));
        } catch (Throwable thrown) {
            stream.answer(() -> took(subscription, () -> end(subscription, FeedEnd.of(stream.statusOf(thrown)))));
        }
    }

    private void took(Subscription<E> subscription, Runnable what) {
        reads--;
        takeBack(subscription);
        if (subscription.answer()) {
            stream.handled();
        }
        if (subscription.isOver()) {
            subscription.close();
        } else {
            what.run();
        }
    }

    private void takeBack(Subscription<E> subscription) {
        if (subscription.endReading()) {
            liveReads--;
        }
    }

    private void write(
            Subscription<E> subscription, FeedProgress<E> feed, FeedPage<E> page, List<E> states, long readAt) {
        turn = subscription.id();
        try {
            feed.source().check();
            if (feed.write(page, readAt, writer)) {
                again(subscription);
                return;
            }
            atHead(subscription, feed, states);
            if (subscription.takeLaterWake()) {
                again(subscription);
            }
        } catch (Throwable thrown) {
            end(subscription, FeedEnd.of(stream.statusOf(thrown)));
        }
    }

    /// Drops what is too old to be written. Returns whether all that is followed was compared with the store.
    boolean look(long nanos) {
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
        for (Subscription<E> each : toRead) {
            takeBack(each);
            if (each.isOver()) {
                follows.guarded(each::close);
            }
        }
        open.values().forEach(each -> follows.guarded(each::end));
        follows.leave(stream.caller(), open.size());
        open.clear();
        toRead.clear();
        ready.clear();
    }
}
