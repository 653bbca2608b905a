package dev.parley.message.postgres.append;

import dev.parley.message.log.LogListener;
import dev.parley.message.log.PendingChange;
import dev.parley.message.postgres.PostgresLogConfig;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the changes of its share of the threads and writes them in batches, in order of arrival.
///
/// While a batch is being written, the next one accumulates; an idle lane writes immediately. Only a part of the large
/// changes that wait is in each batch, so that they delay the small ones of other threads little. If a batch
/// fails because of the store, the same batch is retried for about two seconds; then it and all waiting
/// changes fail with `StoreUnavailable`. That is soon enough for senders who wait five seconds, of which
/// safety may have taken two. If a batch fails for another reason, its changes are written one by one, so
/// that only the bad change fails. Changes of a thread whose head another session holds wait separately, and
/// fail separately.
public final class AppendLane implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AppendLane.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration LAST_BATCH = Duration.ofSeconds(5);

    /// The maximum total length of the waiting texts, in UTF-16 units, besides those of held threads.
    private static final long LENGTH_BOUND = 30_000_000;

    private final BlockingQueue<PendingChange<?>> queue;
    private final AtomicLong waitingLength = new AtomicLong();
    private final BatchWriter writer;
    private final int batchMax;
    private final int waitingMax;
    private final Thread thread;
    private final LargeChanges large = new LargeChanges();
    private final HeldChanges held = new HeldChanges(PATIENCE);
    private long heldTried = System.nanoTime();
    private volatile boolean closed;

    private AppendLane(String name, BatchWriter writer, PostgresLogConfig config) {
        this.queue = new LinkedBlockingQueue<>(config.queueBound());
        this.writer = writer;
        this.batchMax = config.batchMax();
        this.waitingMax = config.queueBound();
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /// Starts a lane that writes to the database behind a pool. It opens its connection with its first batch.
    public static AppendLane start(
            String name, DataSource pool, Clock clock, LogListener listener, PostgresLogConfig config) {
        var lane = new AppendLane(name, new BatchWriter(pool, config.responseTimeout(), clock, listener), config);
        lane.thread.start();
        return lane;
    }

    /// Queues a change, or fails it with `StoreUnavailable` if too many changes or too much text is waiting,
    /// or if the lane is closed.
    public void submit(PendingChange<?> pending) {
        long length = waitingLength.addAndGet(lengthOf(pending));
        if (length > LENGTH_BOUND || !queue.offer(pending)) {
            waitingLength.addAndGet(-lengthOf(pending));
            refuse(List.of(pending));
        } else if (closed) {
            refuse(waiting());
        }
    }

    /// Lets the batch in flight finish, for at most five seconds, and fails all waiting changes.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(LAST_BATCH);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        refuse(waiting());
    }

    private void run() {
        while (!closed) {
            round();
        }
        refuse(large.drain());
        refuse(waiting());
        refuse(held.drain());
        writer.close();
    }

    /// Survives any error: if the thread of a lane ended, its changes would wait for ever.
    private void round() {
        List<PendingChange<?>> batch = List.of();
        try {
            batch = gather();
            refuse(held.divert(batch));
            refuse(held.hold(attempt(batch), System.nanoTime()));
            tryHeld();
        } catch (Throwable fault) {
            failed(batch, fault);
        }
    }

    /// A change that is already complete, or that is held, is not affected.
    private void failed(List<PendingChange<?>> batch, Throwable fault) {
        try {
            LOG.error("A lane failed, and continues", fault);
            batch.stream()
                    .filter(pending -> !held.contains(pending))
                    .forEach(pending -> pending.result().completeExceptionally(fault));
        } catch (Throwable unable) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /// Returns the changes whose heads are held. All others are complete.
    private List<PendingChange<?>> attempt(List<PendingChange<?>> batch) {
        var postponed = new ArrayList<PendingChange<?>>();
        try {
            write(batch, postponed);
        } catch (RuntimeException | Error fault) {
            LOG.error("A batch of changes failed", fault);
            batch.forEach(pending -> pending.result().completeExceptionally(fault));
        }
        return postponed;
    }

    private void tryHeld() {
        long now = System.nanoTime();
        if (held.isEmpty() || now - heldTried < PAUSE.toNanos()) {
            return;
        }
        List<PendingChange<?>> expired = held.expired(now);
        if (!expired.isEmpty()) {
            LOG.warn(
                    "Another session holds the head of {}: {} changes failed",
                    expired.getFirst().thread(),
                    expired.size());
            refuse(expired);
        }
        List<PendingChange<?>> tried = held.next(batchMax);
        writer.beCautious();
        held.settle(tried, attempt(tried));
        heldTried = System.nanoTime();
    }

    private List<PendingChange<?>> gather() {
        var batch = new ArrayList<PendingChange<?>>();
        try {
            PendingChange<?> first = next();
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, batchMax - 1);
            }
        } catch (InterruptedException interrupted) {
            return batch;
        }
        large.spread(batch, batchMax);
        left(batch);
        return batch;
    }

    private @Nullable PendingChange<?> next() throws InterruptedException {
        if (large.isEmpty()) {
            return held.isEmpty() ? queue.take() : queue.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
        return large.size() < waitingMax ? queue.poll() : null;
    }

    /// Returns whether the store could be reached. Adds the changes whose heads are held to `postponed`.
    private boolean write(List<PendingChange<?>> batch, List<PendingChange<?>> postponed) {
        long patience = System.nanoTime() + PATIENCE.toNanos();
        while (!batch.isEmpty()) {
            try {
                postponed.addAll(writer.write(batch));
                return true;
            } catch (SQLException failure) {
                if (!passing(failure)) {
                    return isolate(batch, Database.translate(failure), postponed);
                }
                if (closed || System.nanoTime() - patience > 0) {
                    giveUp(batch, failure);
                    return false;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (RuntimeException | Error fault) {
                return isolate(batch, fault, postponed);
            }
        }
        return true;
    }

    /// Whether a retry of the same batch may succeed: the store is unavailable, or another transaction
    /// interfered.
    private static boolean passing(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return state.startsWith("40")
                || state.equals(LaneConnection.MOVED)
                || state.equals(LaneConnection.LOCK_NOT_AVAILABLE)
                || Database.translate(failure) instanceof ProblemException;
    }

    private boolean isolate(List<PendingChange<?>> batch, Throwable failure, List<PendingChange<?>> postponed) {
        if (batch.size() == 1) {
            LOG.warn("A change cannot be written: {}", failure.toString());
            batch.getFirst().result().completeExceptionally(failure);
            return true;
        }
        for (int next = 0; next < batch.size(); next++) {
            if (!write(List.of(batch.get(next)), postponed)) {
                refuse(batch.subList(next + 1, batch.size()));
                return false;
            }
        }
        return true;
    }

    private void giveUp(List<PendingChange<?>> batch, SQLException failure) {
        List<PendingChange<?>> waiting = large.drain();
        left(waiting);
        waiting.addAll(waiting());
        LOG.warn(
                "The store is unavailable, SQL state {}: {} changes failed",
                failure.getSQLState(),
                batch.size() + waiting.size());
        refuse(batch);
        refuse(waiting);
    }

    private List<PendingChange<?>> waiting() {
        var waiting = new ArrayList<PendingChange<?>>();
        queue.drainTo(waiting);
        left(waiting);
        return waiting;
    }

    private void left(List<PendingChange<?>> changes) {
        long length = 0;
        for (PendingChange<?> pending : changes) {
            length += lengthOf(pending);
        }
        waitingLength.addAndGet(-length);
    }

    private static int lengthOf(PendingChange<?> pending) {
        return pending.change().weight();
    }

    private static void refuse(List<PendingChange<?>> changes) {
        for (PendingChange<?> pending : changes) {
            pending.result().completeExceptionally(new StoreUnavailable(RETRY_AFTER).exception());
        }
    }
}
