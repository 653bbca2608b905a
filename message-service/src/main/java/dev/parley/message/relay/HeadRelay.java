package dev.parley.message.relay;

import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeads.Place;
import dev.parley.platform.background.Ending;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
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
    private static final Duration LONGEST_CLAIM = Duration.ofSeconds(1);
    private static final Duration FOLDING = Duration.ofSeconds(1);

    /// A replica that has not reached the inbox for this long leaves its shards to others, and rests.
    private static final Duration UNREACHED = Duration.ofSeconds(1);

    /// The rest is not longer than half of a lease, so that the replica stays present.
    private static final Duration REST = Duration.ofSeconds(5);

    /// The pause after a pass is this many times as long as the pass, within bounds. So the relay uses at
    /// most a quarter of the time of its connection, and if senders keep all threads dirty, an entry covers
    /// more sends.
    private static final int PAUSES_PER_PASS = 3;

    /// While the relay is behind, a page is smaller by this factor: each frame that is folded holds the threads
    /// of the page a little longer, and the moves of their cursors wait for that. Small pages cost more if
    /// there is little to fold.
    private static final int BEHIND = 8;

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
    private long unreachedSince;
    private long restEnd = System.nanoTime();
    private boolean unreached;
    private boolean behind;

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
        long begun = System.nanoTime();
        try {
            delivery.deliver(page);
        } catch (RuntimeException | Error failure) {
            foldOn();
            if (isUnreached(failure)) {
                restIfOthersCan(begun);
            }
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

    private static boolean isUnreached(Throwable failure) {
        return failure instanceof ProblemException carrier
                && carrier.problem() instanceof DependencyUnavailable inbox
                && !inbox.hasAnswered();
    }

    /// If the way from this replica to the inbox is broken, another one takes over.
    private void restIfOthersCan(long begun) {
        if (!unreached || delivery.acceptedAt() - unreachedSince > 0) {
            unreached = true;
            unreachedSince = begun;
        }
        Duration rest = REST.compareTo(claims.lease().dividedBy(2)) < 0
                ? REST
                : claims.lease().dividedBy(2);
        long now = System.nanoTime();
        if (now - unreachedSince >= UNREACHED.toNanos() && claims.rest(replica, rest)) {
            LOG.warn("The inbox cannot be reached from this replica: another one reports the heads of its shards");
            restEnd = now + rest.toNanos();
            place = Place.START;
        }
    }

    /// Claims nothing more once its end has begun, so that what it releases stays released.
    private void claim() throws InterruptedException {
        claiming.lockInterruptibly();
        try {
            long now = System.nanoTime();
            if (ended.get() || now - restEnd < 0) {
                shards = Set.of();
            } else if (shards.isEmpty() || now - claimed > untilRenewal()) {
                shards = Set.copyOf(claims.claim(replica));
                claimed = now;
            }
        } finally {
            claiming.unlock();
        }
    }

    /// Shards that became free are claimed with the next renewal, so it is not far away even in a long lease.
    private long untilRenewal() {
        return Math.min(claims.lease().toNanos() / RENEWALS_IN_A_LEASE, LONGEST_CLAIM.toNanos());
    }

    /// Returns the next page. After the last one, starts over.
    private List<DirtyHead> page() {
        int limit = behind ? Math.max(1, batch / BEHIND) : batch;
        List<DirtyHead> page = heads.dirty(shards, place, limit);
        place = page.size() < limit ? Place.START : Place.of(page.getLast().thread());
        behind = page.stream().anyMatch(head -> !head.mark().complete());
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
