package dev.parley.platform.share;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A number of places for work, of which one user holds only a part, and work on one key only one. Whoever may
/// not enter waits in line without a place; others who may enter go past. So work that hangs holds up its own
/// user and its own key, and nobody else.
final class FairPlaces {

    /// How an attempt to enter ended.
    enum Entry {
        /// The work has its place.
        ENTERED,
        /// No place became free in time.
        LATE,
        /// Too much work waits, in all or for this key.
        FULL,
        /// Too much work of this user waits.
        USER_FULL
    }

    /// Bounds.
    ///
    /// @param places how much work is inside at once
    /// @param ofUser how much of one user
    /// @param waiting how much waits
    /// @param waitingOfOne how much of one user, or for one key, waits
    record Bounds(int places, int ofUser, int waiting, int waitingOfOne) {}

    private final Bounds bounds;
    private final Set<Waiter> line = new LinkedHashSet<>();
    private final Map<String, Integer> insideOf = new HashMap<>();
    private final Map<String, Integer> waitingOf = new HashMap<>();
    private final Map<String, Integer> waitingFor = new HashMap<>();
    private final Set<String> keys = new HashSet<>();
    private int free;

    FairPlaces(Bounds bounds) {
        this.bounds = bounds;
        this.free = bounds.places();
    }

    /// Whose work it is and what it works on.
    ///
    /// @param user null has no part of its own
    /// @param key null waits for no other work
    record Claim(@Nullable String user, @Nullable String key) {}

    private static final class Waiter {

        private final Claim claim;
        private final CountDownLatch called = new CountDownLatch(1);

        Waiter(Claim claim) {
            this.claim = claim;
        }
    }

    /// Waits for a place, at most this long. After `ENTERED` the caller must [#leave].
    Entry enter(Claim claim, long nanos) {
        Waiter waiter;
        synchronized (this) {
            if (isOpenTo(claim)) {
                take(claim);
                return Entry.ENTERED;
            }
            if (waitingOf.getOrDefault(claim.user(), 0) >= bounds.waitingOfOne()) {
                return Entry.USER_FULL;
            }
            if (line.size() >= bounds.waiting() || waitingFor.getOrDefault(claim.key(), 0) >= bounds.waitingOfOne()) {
                return Entry.FULL;
            }
            waiter = new Waiter(claim);
            queue(waiter);
        }
        try {
            if (waiter.called.await(nanos, TimeUnit.NANOSECONDS)) {
                return Entry.ENTERED;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return giveUp(waiter);
    }

    /// Gives a place back.
    synchronized void leave(Claim claim) {
        free++;
        count(insideOf, claim.user(), -1);
        keys.remove(claim.key());
        Iterator<Waiter> waiting = line.iterator();
        while (free > 0 && waiting.hasNext()) {
            Waiter next = waiting.next();
            if (isOpenTo(next.claim)) {
                waiting.remove();
                forget(next);
                take(next.claim);
                next.called.countDown();
            }
        }
    }

    /// Returns how much work waits.
    synchronized int waiting() {
        return line.size();
    }

    /// The place may have come in the meantime.
    private synchronized Entry giveUp(Waiter waiter) {
        if (!line.remove(waiter)) {
            return Entry.ENTERED;
        }
        forget(waiter);
        return Entry.LATE;
    }

    private boolean isOpenTo(Claim claim) {
        return free > 0 && insideOf.getOrDefault(claim.user(), 0) < bounds.ofUser() && !keys.contains(claim.key());
    }

    private void take(Claim claim) {
        free--;
        count(insideOf, claim.user(), 1);
        if (claim.key() != null) {
            keys.add(claim.key());
        }
    }

    private void queue(Waiter waiter) {
        line.add(waiter);
        count(waitingOf, waiter.claim.user(), 1);
        count(waitingFor, waiter.claim.key(), 1);
    }

    private void forget(Waiter waiter) {
        count(waitingOf, waiter.claim.user(), -1);
        count(waitingFor, waiter.claim.key(), -1);
    }

    /// What is of no user, or has no key, is not counted, and so has no bound of its own.
    private static void count(Map<String, Integer> counts, @Nullable String of, int change) {
        if (of != null) {
            counts.merge(of, change, (now, more) -> now + more == 0 ? null : now + more);
        }
    }
}
