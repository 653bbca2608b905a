package dev.parley.platform.outbox;

import dev.parley.platform.outbox.OutboxTable.Claim;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The loop of one target: claim, deliver, settle.
///
/// Fresh entries go in batches. When a batch fails, its entries go one by one, at once, so that one bad key does
/// not stop the others; after three failures in a row that a retry may heal, the consumer is taken to be down, and
/// the rest waits. What failed is tried again after 100 ms, doubling up to 3 s. What no retry can heal is parked.
final class TargetLoop {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int BATCH = 128;
    private static final int GIVE_UP_AFTER = 3;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration SWEEP = Duration.ofMillis(500);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LAST_BACKOFF = Duration.ofSeconds(3);
    private static final Duration JOIN = Duration.ofSeconds(5);

    private final Database database;
    private final OutboxTarget target;
    private final Clock clock;
    private final OutboxMeters meters;
    private final Semaphore bell = new Semaphore(0);
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile @Nullable Thread thread;

    TargetLoop(Database database, OutboxTarget target, Clock clock) {
        this.database = database;
        this.target = target;
        this.clock = clock;
        this.meters = new OutboxMeters(target.topic());
    }

    void start() {
        if (started.compareAndSet(false, true)) {
            thread = Thread.ofVirtual().name("outbox-" + target.topic()).start(this::run);
        }
    }

    void wake() {
        bell.release();
    }

    void stop() {
        stopped = true;
        wake();
    }

    void join() {
        Thread running = thread;
        try {
            if (running != null && !running.join(JOIN)) {
                running.interrupt();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int downs = 0;
        while (!stopped) {
            Sweep sweep = trySweep(downs);
            downs = sweep.down() ? downs + 1 : 0;
            if (sweep.down() ? !pause(backoff(downs)) : !sweep.more() && !pause(SWEEP)) {
                return;
            }
        }
    }

    private Sweep trySweep(int downs) {
        try {
            return sweep(downs);
        } catch (RuntimeException failure) {
            if (downs == 0) {
                LOG.warn("The outbox {} can not be read: {}", target.topic(), Failures.describe(failure));
            }
            return new Sweep(false, true);
        }
    }

    /// Waits for the bell, but not longer than given; false when the loop has to end.
    private boolean pause(Duration wait) {
        try {
            if (bell.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                bell.drainPermits();
            }
            return !stopped;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }

    /// What a sweep found: whether more is due, and whether the consumer or the store is down.
    record Sweep(boolean more, boolean down) {}

    /// Serves one batch of due entries. `downs` tells how many sweeps before this one found the consumer down.
    Sweep sweep(int downs) {
        Instant now = clock.instant();
        List<Claim> claims =
                database.transaction(c -> OutboxTable.claim(c, target.topic(), BATCH, now, now.plus(LEASE)));
        var fresh = new ArrayList<Claim>();
        var failed = new ArrayList<Claim>();
        claims.forEach(claim -> (claim.failures() == 0 ? fresh : failed).add(claim));
        boolean reached = delivered(fresh);
        if (!reached) {
            failed.addAll(0, fresh);
        }
        List<OutboxEntry> untried = oneByOne(failed);
        if (!untried.isEmpty()) {
            Instant later = clock.instant().plus(backoff(downs));
            update(c -> OutboxTable.release(c, target.topic(), untried, later));
        }
        return new Sweep(claims.size() == BATCH, !untried.isEmpty() && !reached);
    }

    private boolean delivered(List<Claim> batch) {
        if (batch.size() < 2) {
            return false;
        }
        List<OutboxEntry> entries = batch.stream().map(Claim::entry).toList();
        try {
            target.deliver(entries);
        } catch (RuntimeException failure) {
            LOG.debug("A batch of {} for {} failed", entries.size(), target.topic(), failure);
            return false;
        }
        settle(entries);
        return true;
    }

    /// Delivers one by one until the consumer is taken to be down; gives those that were not tried.
    private List<OutboxEntry> oneByOne(List<Claim> claims) {
        int failuresInARow = 0;
        for (int i = 0; i < claims.size(); i++) {
            if (failuresInARow == GIVE_UP_AFTER) {
                return claims.subList(i, claims.size()).stream()
                        .map(Claim::entry)
                        .toList();
            }
            failuresInARow = deliver(claims.get(i)) ? 0 : failuresInARow + 1;
        }
        return List.of();
    }

    /// Delivers one entry; false when it failed in a way that a retry may heal.
    private boolean deliver(Claim claim) {
        OutboxEntry entry = claim.entry();
        try {
            target.deliver(List.of(entry));
        } catch (RuntimeException failure) {
            return handle(claim, failure);
        }
        settle(List.of(entry));
        return true;
    }

    private boolean handle(Claim claim, RuntimeException failure) {
        OutboxEntry entry = claim.entry();
        if (Failures.isFinal(failure)) {
            String reason = Failures.describe(failure);
            update(c -> OutboxTable.park(c, entry, reason));
            meters.parked();
            LOG.error("Parked {} {} at version {}: {}", entry.topic(), entry.key(), entry.version(), reason);
            return true;
        }
        meters.failed();
        report(claim, failure);
        Instant next = clock.instant().plus(backoff(claim.failures()));
        update(c -> OutboxTable.retry(c, entry, next));
        return false;
    }

    /// The first failure of an entry is an everyday thing; then each time the count gains a digit.
    private static void report(Claim claim, RuntimeException failure) {
        int count = claim.failures() + 1;
        OutboxEntry entry = claim.entry();
        String reason = Failures.describe(failure);
        if (count == 10 || count == 100 || count % 1000 == 0) {
            LOG.warn("{} {} failed {} times: {}", entry.topic(), entry.key(), count, reason, fault(failure));
        } else {
            LOG.debug("{} {} failed: {}", entry.topic(), entry.key(), reason, fault(failure));
        }
    }

    /// The failure itself where its stack trace says more than its description.
    private static @Nullable Throwable fault(RuntimeException failure) {
        return failure instanceof ProblemException || failure instanceof io.grpc.StatusRuntimeException
                ? null
                : failure;
    }

    private void settle(List<OutboxEntry> entries) {
        update(c -> OutboxTable.settle(c, target.topic(), entries));
        meters.delivered(entries.size());
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
        void run(java.sql.Connection connection) throws java.sql.SQLException;
    }
}
