package dev.parley.platform.outbox;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.background.Step;
import dev.parley.platform.clients.Failure;
import dev.parley.platform.outbox.OutboxTable.Claim;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.problem.ProblemException;
import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The loops of one target: claim, deliver, settle. One serves fresh entries, the other those that have failed. So
/// a key on which the consumer hangs delays retries, and fresh entries only at its first attempt.
///
/// Fresh entries are sent in batches. If a batch fails, its entries are immediately sent one by one, so that
/// one bad key does not block the others. After three failures in a row that a retry may fix, the consumer
/// counts as down: the remaining entries wait, and the loop backs off. A failed entry is retried after 100
/// ms, doubling up to 3 s. If the consumer accepted others during the attempt, the entry also waits six times as
/// long as the attempt took, at most 60 s. An entry that no retry can fix is parked. So is one that has failed ten
/// times with a response, or within this process, if the consumer accepted others in the meantime.
final class TargetLoop {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int BATCH = 128;
    private static final int GIVE_UP_AFTER = 3;
    private static final int FAULTS_BEFORE_PARKING = 10;
    private static final Duration SWEEP = Duration.ofMillis(500);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LAST_BACKOFF = Duration.ofSeconds(3);
    private static final int REST = 6;
    private static final Duration LONGEST_REST = Duration.ofSeconds(60);

    private final Database database;
    private final OutboxTarget target;
    private final OutboxMeters meters;
    private final Duration lease;
    private final LongSupplier clock;
    private volatile long accepted;

    /// @param clock returns times such as those of [System#nanoTime]
    TargetLoop(Database database, OutboxTarget target, OutboxMeters meters, Duration lease, LongSupplier clock) {
        this.database = database;
        this.target = target;
        this.meters = meters;
        this.lease = lease;
        this.clock = clock;
        this.accepted = clock.getAsLong() - Duration.ofDays(1).toNanos();
    }

    /// Creates the loop of fresh entries among those of the process; it is not started yet.
    Repeating loop(Background background) {
        return repeating(background, "outbox " + target.topic(), this::sweep);
    }

    /// Creates the loop of entries that have failed.
    Repeating retryLoop(Background background) {
        return repeating(background, "retries " + target.topic(), this::retry);
    }

    private static Repeating repeating(Background background, String name, Step step) {
        return background.repeat(name, Pace.every(SWEEP).backingOff(FIRST_BACKOFF, LAST_BACKOFF), step);
    }

    /// Serves one batch of due entries that have not failed. Returns whether more may be due. Throws [TargetDown]
    /// if the consumer does not respond.
    boolean sweep() {
        List<Claim> claims = database.transaction(c -> OutboxTable.claim(c, target.topic(), BATCH, lease));
        if (delivered(claims)) {
            return claims.size() == BATCH;
        }
        Rest rest = oneByOne(claims);
        if (rest.isDown()) {
            throw new TargetDown(target.topic());
        }
        return claims.size() == BATCH || !rest.claims().isEmpty();
    }

    /// Does the same for entries that have failed, one by one. The consumer is not down while it accepts others.
    boolean retry() {
        List<Claim> claims = database.transaction(c -> OutboxTable.claimFailed(c, target.topic(), BATCH, lease));
        Rest rest = oneByOne(claims);
        if (rest.isDown() && !hasAccepted(LAST_BACKOFF)) {
            throw new TargetDown(target.topic());
        }
        return !rest.isDown() && (claims.size() == BATCH || !rest.claims().isEmpty());
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
    /// other relays would claim the rest as well. Releases the entries that were not tried, and returns them.
    private Rest oneByOne(List<Claim> claims) {
        long begun = clock.getAsLong();
        int failuresInARow = 0;
        for (int i = 0; i < claims.size(); i++) {
            boolean isDown = failuresInARow == GIVE_UP_AFTER;
            if (isDown || i > 0 && clock.getAsLong() - begun > lease.toNanos() / 2) {
                List<Claim> untried = claims.subList(i, claims.size());
                update(c -> OutboxTable.release(c, target.topic(), untried));
                return new Rest(untried, isDown);
            }
            failuresInARow = deliver(claims.get(i)) ? 0 : failuresInARow + 1;
        }
        return new Rest(List.of(), false);
    }

    /// Delivers one entry; returns false if it failed in a way that a retry may fix.
    private boolean deliver(Claim claim) {
        long begun = clock.getAsLong();
        try {
            target.deliver(List.of(claim.entry()));
        } catch (Throwable failure) {
            return handle(claim, failure, Duration.ofNanos(clock.getAsLong() - begun));
        }
        settle(List.of(claim));
        return true;
    }

    private boolean handle(Claim claim, Throwable failure, Duration taken) {
        OutboxEntry entry = claim.entry();
        Failure kind = Failure.of(failure);
        if (isParked(claim, kind, taken)) {
            String reason = Failure.describe(failure);
            update(c -> OutboxTable.park(c, claim, reason));
            meters.parked();
            LOG.error("Parked {} {} at version {}: {}", entry.topic(), entry.key(), entry.version(), reason);
            return true;
        }
        meters.failed();
        report(claim, failure);
        Duration wait = hasAccepted(taken) ? longer(backoff(claim.failures()), rest(taken)) : backoff(claim.failures());
        update(c -> OutboxTable.retry(c, claim, kind == Failure.FAULT, wait));
        return false;
    }

    /// A key that fails while others are accepted is bad itself. Without acceptance during an attempt, attempts are
    /// at most the longest back-off apart, so others are accepted between two of them.
    private boolean isParked(Claim claim, Failure failure, Duration taken) {
        return switch (failure) {
            case REFUSAL -> true;
            case OUTAGE -> false;
            case FAULT -> claim.faults() + 1 >= FAULTS_BEFORE_PARKING && hasAccepted(longer(LAST_BACKOFF, taken));
        };
    }

    /// Whether the consumer has accepted anything in the last moments.
    private boolean hasAccepted(Duration moments) {
        return clock.getAsLong() - accepted < moments.toNanos();
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

    private static Duration backoff(int failures) {
        return shorter(FIRST_BACKOFF.multipliedBy(1L << Math.min(failures, 10)), LAST_BACKOFF);
    }

    /// How long a key waits after an attempt that took so long while others were accepted.
    private static Duration rest(Duration taken) {
        return shorter(taken.multipliedBy(REST), LONGEST_REST);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// Entries that were not tried.
    ///
    /// @param isDown whether the consumer did not respond to those before
    private record Rest(List<Claim> claims, boolean isDown) {}

    @FunctionalInterface
    private interface Update {
        void run(Connection connection) throws SQLException;
    }
}
