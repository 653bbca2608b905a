package dev.parley.message.relay;

import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeads.Place;
import dev.parley.platform.background.Ending;
import dev.parley.platform.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports heads, cursors and hidden ordinals that moved to the inbox, until the inbox has accepted them. It
/// scans the marked threads of its shards in order and continues where it stopped, so busy threads do not
/// keep others waiting. A thread that moves while a page is being reported is one entry of the next page: it
/// costs the inbox a few writes a second, however much is sent.
///
/// This is the step of a loop, which is woken after a write of this process.
public final class HeadRelay implements Ending {

    private static final Logger LOG = LoggerFactory.getLogger(HeadRelay.class);
    private static final int RENEWALS_IN_A_LEASE = 4;
    private static final Duration FOLDING = Duration.ofSeconds(1);

    /// The pause after a pass is this many times as long as the pass, within bounds. So the relay uses at
    /// most a quarter of the time of its connection, and if senders keep all threads dirty, an entry covers
    /// more sends.
    private static final int PAUSES_PER_PASS = 3;

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private final String replica = UUID.randomUUID().toString();
    private final DirtyHeads heads;
    private final ShardClaims claims;
    private final HeadDelivery delivery;
    private final Duration pace;
    private final int batch;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ReentrantLock claiming = new ReentrantLock();
    private Set<Integer> shards = Set.of();
    private long claimed;
    private long passBegun = System.nanoTime();
    private Place place = Place.START;

    /// Relays from the log to the inbox.
    ///
    /// @param pace  the minimum pause after a pass that found something, in which moves accumulate
    /// @param batch how many threads are read at once
    public HeadRelay(DirtyHeads heads, ShardClaims claims, InboxNotifier inbox, Duration pace, int batch) {
        this(heads, claims, new HeadDelivery(heads, inbox, System::nanoTime), pace, batch);
    }

    HeadRelay(DirtyHeads heads, ShardClaims claims, HeadDelivery delivery, Duration pace, int batch) {
        this.heads = heads;
        this.claims = claims;
        this.delivery = delivery;
        this.pace = pace;
        this.batch = batch;
    }

    /// Relays one page. Returns whether the pass continues. Throws the failure that keeps the inbox from
    /// accepting heads.
    public boolean run() throws InterruptedException {
        claim();
        if (shards.isEmpty()) {
            return false;
        }
        if (place.equals(Place.START)) {
            passBegun = System.nanoTime();
        }
        List<DirtyHead> page = page();
        boolean atEnd = place.equals(Place.START);
        try {
            delivery.deliver(page);
        } catch (RuntimeException | Error failure) {
            foldOn();
            throw failure;
        }
        if (atEnd && !page.isEmpty()) {
            Thread.sleep(pauseAfter(Duration.ofNanos(System.nanoTime() - passBegun), pace));
        }
        return !atEnd;
    }

    /// Returns at least the pace. A pace above the maximum pause is used as it is.
    static Duration pauseAfter(Duration pass, Duration pace) {
        long least = pace.toNanos();
        long most = Math.max(least, LONGEST_PAUSE.toNanos());
        return Duration.ofNanos(Math.clamp(PAUSES_PER_PASS * pass.toNanos(), least, most));
    }

    /// Releases its shards to the other replicas, once. If the store is unavailable, they are released when the
    /// lease ends.
    @Override
    public void end() {
        if (ended.getAndSet(true)) {
            return;
        }
        try {
            claiming.lockInterruptibly();
            try {
                claims.release(replica);
            } finally {
                claiming.unlock();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (ProblemException away) {
            LOG.info(
                    "Failed to release the shards of this replica, they stay claimed until the lease ends: {}",
                    away.problem());
        }
    }

    /// Claims nothing more once its end has begun, so that what it releases stays released.
    private void claim() throws InterruptedException {
        claiming.lockInterruptibly();
        try {
            long now = System.nanoTime();
            if (ended.get()) {
                shards = Set.of();
            } else if (shards.isEmpty() || now - claimed > claims.lease().toNanos() / RENEWALS_IN_A_LEASE) {
                shards = Set.copyOf(claims.claim(replica));
                claimed = now;
            }
        } finally {
            claiming.unlock();
        }
    }

    /// Returns the next page. After the last one, starts over.
    private List<DirtyHead> page() {
        List<DirtyHead> page = heads.dirty(shards, place, batch);
        place = page.size() < batch ? Place.START : Place.of(page.getLast().thread());
        return page;
    }

    /// While the inbox is unreachable, the pass continues without it, so that cursors are folded and the
    /// backlog stays bounded.
    private void foldOn() {
        long end = System.nanoTime() + FOLDING.toNanos();
        while (!place.equals(Place.START) && System.nanoTime() < end) {
            page();
        }
    }
}
