package dev.parley.platform.share;

import dev.parley.platform.problem.PlatformProblem.RateLimited;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.share.FairPlaces.Claim;
import dev.parley.platform.share.FairPlaces.Entry;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// How calls wait for their part of a pool.
final class Waits {

    /// At most as many wait. Each of them holds a call and nothing else.
    static final int MOST = 1_000;

    /// At most as many of one user, or for one key, wait.
    static final int MOST_OF_ONE = MOST / 10;

    /// As long as for a connection of the pool.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private Waits() {}

    /// Waits for a place. Throws `RateLimited` with this quota if too much work of the user waits, and
    /// `StoreUnavailable` if too much waits for other reasons, or if no place becomes free in time.
    static void enter(FairPlaces places, Claim claim, long nanos, String quota, AtomicLong refused) {
        Entry entry = places.enter(claim, nanos);
        if (entry == Entry.ENTERED) {
            return;
        }
        refused.incrementAndGet();
        throw entry == Entry.USER_FULL
                ? new RateLimited(quota, RETRY_AFTER).exception()
                : new StoreUnavailable(RETRY_AFTER).exception();
    }

    /// Returns how long a call waits, in nanoseconds: two seconds, or until its deadline.
    static long patience() {
        return Math.min(PATIENCE.toNanos(), remaining(Long.MAX_VALUE));
    }

    /// Returns how long work with a deadline of its own waits.
    static long untilDeadline() {
        return remaining(PATIENCE.toNanos());
    }

    private static long remaining(long without) {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null ? without : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    }
}
