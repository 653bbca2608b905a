package dev.parley.platform.outbox;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.clients.Failure;
import dev.parley.platform.outbox.OutboxTable.Claim;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.problem.ProblemException;
import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The loop of one target: claim, deliver, settle.
///
/// Fresh entries are sent in batches. If a batch fails, its entries are immediately sent one by one, so that
/// one bad key does not block the others. After three failures in a row that a retry may fix, the consumer
/// counts as down: the remaining entries wait, and the loop backs off. A failed entry is retried after 100
/// ms, doubling up to 3 s. An entry that no retry can fix is parked. So is one that has failed ten times with a
/// response, or within this process, if the consumer accepted others in the meantime.
final class TargetLoop {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int BATCH = 128;
    private static final int GIVE_UP_AFTER = 3;
    private static final int FAULTS_BEFORE_PARKING = 10;
    private static final Duration SWEEP = Duration.ofMillis(500);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LAST_BACKOFF = Duration.ofSeconds(3);

    private final Database database;
    private final OutboxTarget target;
    private final OutboxMeters meters;
    private final Duration lease;
    private final LongSupplier clock;
    private long accepted;
    private boolean isDown;

    /// @param clock returns times such as those of [System#nanoTime]
    TargetLoop(Database database, OutboxTarget target, OutboxMeters meters, Duration lease, LongSupplier clock) {
        this.database = database;
        this.target = target;
        this.meters = meters;
        this.lease = lease;
        this.clock = clock;
        this.accepted = clock.getAsLong() - Duration.ofDays(1).toNanos();
    }

    /// Creates the loop among those of the process; it is not started yet.
    Repeating loop(Background background) {
        return background.repeat(
                "outbox " + target.topic(), Pace.every(SWEEP).backingOff(FIRST_BACKOFF, LAST_BACKOFF), this::sweep);
    }

    /// Serves one batch of due entries. Returns whether more may be due. Throws [TargetDown] if the consumer
    /// does not respond.
    boolean sweep() {
        List<Claim> claims = database.transaction(c -> OutboxTable.claim(c, target.topic(), BATCH, lease));
        var fresh = new ArrayList<Claim>();
        var failed = new ArrayList<Claim>();
        claims.forEach(claim -> (claim.failures() == 0 ? fresh : failed).add(claim));
        boolean reached = delivered(fresh);
        if (!reached) {
            failed.addAll(0, fresh);
        }
        List<Claim> untried = oneByOne(failed);
        if (!untried.isEmpty()) {
            update(c -> OutboxTable.release(c, target.topic(), untried));
        }
        if (isDown && !reached) {
            throw new TargetDown(target.topic());
        }
        return claims.size() == BATCH || !untried.isEmpty() && !isDown;
    }

    private boolean delivered(List<Claim> batch) {
        if (batch.size() < 2) {
            return false;
        }
        List<OutboxEntry> entries = batch.stream().map(Claim::entry).toList();
        try {
            target.deliver(entries);
        } catch (Throwable failure) {
            LOG.debug("A batch of {} for {} failed", entries.size(), target.topic(), failure);
            return false;
        }
        settle(batch);
        return true;
    }

    /// Delivers one by one until the consumer counts as down, or half of the lease is over: with a slow consumer,
    /// other relays would claim the rest as well. Returns the entries that were not tried.
    private List<Claim> oneByOne(List<Claim> claims) {
        long begun = clock.getAsLong();
        int failuresInARow = 0;
        isDown = false;
        for (int i = 0; i < claims.size(); i++) {
            isDown = failuresInARow == GIVE_UP_AFTER;
            if (isDown || i > 0 && clock.getAsLong() - begun > lease.toNanos() / 2) {
                return claims.subList(i, claims.size());
            }
            failuresInARow = deliver(claims.get(i)) ? 0 : failuresInARow + 1;
        }
        return List.of();
    }

    /// Delivers one entry; returns false if it failed in a way that a retry may fix.
    private boolean deliver(Claim claim) {
        OutboxEntry entry = claim.entry();
        try {
            target.deliver(List.of(entry));
        } catch (Throwable failure) {
            return handle(claim, failure);
        }
        settle(List.of(claim));
        return true;
    }

    private boolean handle(Claim claim, Throwable failure) {
        OutboxEntry entry = claim.entry();
        Failure kind = Failure.of(failure);
        if (isParked(claim, kind)) {
            String reason = Failure.describe(failure);
            update(c -> OutboxTable.park(c, claim, reason));
            meters.parked();
            LOG.error("Parked {} {} at version {}: {}", entry.topic(), entry.key(), entry.version(), reason);
            return true;
        }
        meters.failed();
        report(claim, failure);
        update(c -> OutboxTable.retry(c, claim, kind == Failure.FAULT, backoff(claim.failures())));
        return false;
    }

    /// A key that fails while others are accepted is bad itself. Its attempts are at most the longest back-off
    /// apart, so others are accepted between two of them.
    private boolean isParked(Claim claim, Failure failure) {
        return switch (failure) {
            case REFUSAL -> true;
            case OUTAGE -> false;
            case FAULT ->
                claim.faults() + 1 >= FAULTS_BEFORE_PARKING && clock.getAsLong() - accepted < LAST_BACKOFF.toNanos();
        };
    }

    /// Warns at 10, 100, 1,000 … failures.
    private static void report(Claim claim, Throwable failure) {
        int count = claim.failures() + 1;
        OutboxEntry entry = claim.entry();
        String reason = Failure.describe(failure);
        if (count == 10 || count == 100 || count % 1000 == 0) {
            LOG.warn("{} {} failed {} times: {}", entry.topic(), entry.key(), count, reason, fault(failure));
        } else {
            LOG.debug("{} {} failed: {}", entry.topic(), entry.key(), reason, fault(failure));
        }
    }

    /// Returns the failure itself if its stack trace says more than its description.
    private static @Nullable Throwable fault(Throwable failure) {
        return failure instanceof ProblemException || failure instanceof StatusRuntimeException ? null : failure;
    }

    private void settle(List<Claim> claims) {
        update(c -> OutboxTable.settle(c, target.topic(), claims));
        accepted = clock.getAsLong();
        meters.delivered(claims.size());
    }

    private void update(Update update) {
        database.transaction(connection -> {
            update.run(connection);
            return true;
        });
    }

    static Duration backoff(int failures) {
        Duration wait = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures, 10));
        return wait.compareTo(LAST_BACKOFF) > 0 ? LAST_BACKOFF : wait;
    }

    @FunctionalInterface
    private interface Update {
        void run(Connection connection) throws SQLException;
    }
}
