package dev.parley.message.hint;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Frame;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.Overlay;
import dev.parley.message.notification.ThreadListener;
import dev.parley.message.receipt.Cursor;
import dev.parley.platform.background.Ending;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes what this process wrote to the other replicas, and passes on what they publish. Without another
/// replica, a write costs one look at a flag.
///
/// [#publish] and [#receive] are the steps of two loops. A batch is published at once, but not within the pace of
/// the one before: what moves in between is published together. Without news, a batch with no hints goes out
/// several times a second, and confirms what was heard.
public final class HintExchange implements ThreadListener, HintState, Ending {

    private static final Logger LOG = LoggerFactory.getLogger(HintExchange.class);

    /// The longest time between two batches while there is another replica. Alone, it is twice as long.
    public static final Duration SIGN_OF_LIFE = Duration.ofMillis(250);

    /// A subscription that does not even deliver the own batches is dropped.
    private static final Duration DEAF = Duration.ofSeconds(3);

    /// How many threads may wait to be published. Any further hint is dropped, and the receivers compare all
    /// threads with the store.
    private static final int MOST_WAITING = 10_000;

    /// How often batches go out, and how long a receiver waits.
    ///
    /// @param pace the shortest time between two batches
    /// @param signOfLife the longest one
    /// @param patience how long a call of [#receive] waits at most
    /// @param recount how old a count of the replicas becomes before they are counted again
    public record Timing(Duration pace, Duration signOfLife, Duration patience, Duration recount) {

        static final Timing STANDARD =
                new Timing(Duration.ofMillis(5), SIGN_OF_LIFE, Duration.ofMillis(250), Duration.ofSeconds(1));
    }

    private final String origin =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final LogHints hints;
    private final IntSupplier replicas;
    private final Timing timing;
    private final HintOutbox outbox = new HintOutbox(MOST_WAITING);
    private final HintPeers peers;
    private final ReentrantLock publishing = new ReentrantLock();
    private volatile HintListener listener = new HintListener() {
        @Override
        public void hinted(List<Hint> received) {}

        @Override
        public void ended(HintPeriod period) {}
    };
    private volatile Runnable wake = () -> {};
    private volatile boolean met;
    private long number;
    private long publishedAt;

    /// Exchanges hints over a channel.
    ///
    /// @param replicas counts the replicas in the store, this one included; throws `StoreUnavailable`
    public HintExchange(LogHints hints, IntSupplier replicas) {
        this(hints, replicas, Timing.STANDARD);
    }

    /// Does the same with another timing.
    public HintExchange(LogHints hints, IntSupplier replicas, Timing timing) {
        this.hints = hints;
        this.replicas = replicas;
        this.timing = timing;
        this.publishedAt = System.nanoTime() - Duration.ofSeconds(1).toNanos();
        this.peers = new HintPeers(origin, System.nanoTime(), period -> listener.ended(period));
    }

    /// Passes hints on to a listener from now on.
    public void listen(HintListener receiver) {
        listener = receiver;
    }

    /// Runs an action whenever there is something to publish.
    public void whenWaiting(Runnable action) {
        wake = action;
    }

    @Override
    public void appended(ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {
        if (!peers.isAlone() && !frames.isEmpty()) {
            add(new Hint(thread, frames.getLast().sequence(), 0, false));
        }
    }

    @Override
    public void repeated(ThreadId thread, long head) {
        if (!peers.isAlone()) {
            add(new Hint(thread, head, 0, false));
        }
    }

    @Override
    public void fenced(Fence fence) {
        if (!peers.isAlone()) {
            add(new Hint(fence.thread(), 0, fence.version(), false));
        }
    }

    @Override
    public void moved(ThreadId thread, Cursor cursor) {
        if (!peers.isAlone()) {
            add(new Hint(thread, 0, 0, true));
        }
    }

    private void add(Hint hint) {
        if (outbox.add(hint)) {
            wake.run();
        }
    }

    /// Publishes what waits, or a sign of life if one is due. Returns whether more waits.
    public boolean publish() throws InterruptedException {
        long left = timing.pace().toNanos() - (System.nanoTime() - publishedAt);
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
        publishing.lockInterruptibly();
        try {
            return publish(false);
        } finally {
            publishing.unlock();
        }
    }

    /// What was heard is read before the hints are collected, so that the batch confirms no more than it contains.
    private boolean publish(boolean leaving) {
        boolean answers = met;
        met = false;
        long mark = System.nanoTime();
        var heard = peers.heard();
        HintOutbox.Collected collected = outbox.collect();
        boolean due = mark - publishedAt >= signOfLife().minus(timing.pace()).toNanos();
        if (collected.hints().isEmpty() && !collected.dropped() && !answers && !due && !leaving) {
            return false;
        }
        number += collected.dropped() ? 2 : 1;
        publishedAt = mark;
        boolean complete = collected.complete();
        hints.publish(new HintBatch(origin, number, mark, complete, leaving && complete, heard, collected.hints()));
        return !complete;
    }

    private Duration signOfLife() {
        return peers.isAlone() ? timing.signOfLife().multipliedBy(2) : timing.signOfLife();
    }

    /// Waits briefly for batches of other replicas, and passes on their hints. Always has more to do.
    public boolean receive() {
        List<HintBatch> batches;
        try {
            batches = hints.receive(timing.patience());
        } catch (RuntimeException | Error failure) {
            peers.lost(System.nanoTime());
            throw failure;
        }
        for (HintBatch batch : batches) {
            take(batch);
        }
        long now = System.nanoTime();
        peers.evaluate(now);
        if (peers.ownSilence(now).orElse(0) > DEAF.toNanos()) {
            peers.lost(now);
            hints.unsubscribe();
        }
        return true;
    }

    /// The hints come first: the listener must know them before this batch proves that nothing is missing.
    private void take(HintBatch batch) {
        if (!batch.origin().equals(origin) && !batch.hints().isEmpty()) {
            listener.hinted(batch.hints());
        }
        if (peers.received(batch, System.nanoTime())) {
            met = true;
            wake.run();
        }
    }

    @Override
    public void check() {
        long now = System.nanoTime();
        if (peers.isCountOlderThan(timing.recount(), now)) {
            peers.counted(replicas.getAsInt(), now);
        }
        peers.evaluate(System.nanoTime());
    }

    @Override
    public boolean isComplete() {
        return peers.isComplete();
    }

    @Override
    public HintPeriod period() {
        return peers.period();
    }

    /// Returns how many other replicas were heard recently.
    public int peers() {
        return peers.count();
    }

    /// Publishes the last hints, and that this replica leaves.
    @Override
    public void end() {
        try {
            publishing.lockInterruptibly();
            try {
                while (publish(true)) {
                    LOG.trace("More hints wait");
                }
            } finally {
                publishing.unlock();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException away) {
            LOG.info("Failed to tell the other replicas that this one leaves: {}", away.toString());
        } finally {
            hints.close();
        }
    }
}
