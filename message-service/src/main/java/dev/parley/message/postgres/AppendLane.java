package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the sends of its share of the threads and writes them in batches, in the order in which they came.
///
/// While a batch is being written the next one gathers; an idle lane writes at once. A batch that fails because of
/// the store is written again, as it is, for about two seconds; then it and all that wait fail with
/// `StoreUnavailable`, soon enough for senders who wait for five seconds, of which safety may have taken two. A batch
/// that fails for another reason is written send by send, so that only the one that can not be written fails.
final class AppendLane implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AppendLane.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration LAST_BATCH = Duration.ofSeconds(5);

    /// How long the texts that wait may be together, in UTF-16 units.
    private static final long LENGTH_BOUND = 30_000_000;

    private final BlockingQueue<PendingAppend> queue;
    private final AtomicLong waitingLength = new AtomicLong();
    private final BatchWriter writer;
    private final int batchMax;
    private final Thread thread;
    private volatile boolean closed;

    private AppendLane(String name, BatchWriter writer, PostgresLogConfig config) {
        this.queue = new LinkedBlockingQueue<>(config.queueBound());
        this.writer = writer;
        this.batchMax = config.batchMax();
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    static AppendLane start(String name, BatchWriter writer, PostgresLogConfig config) {
        var lane = new AppendLane(name, writer, config);
        lane.thread.start();
        return lane;
    }

    /// Takes a send, or fails it with `StoreUnavailable` when too many or too long ones wait, or the lane is closed.
    void submit(PendingAppend pending) {
        long length = waitingLength.addAndGet(lengthOf(pending));
        if (length > LENGTH_BOUND || !queue.offer(pending)) {
            waitingLength.addAndGet(-lengthOf(pending));
            refuse(List.of(pending));
        } else if (closed) {
            refuse(waiting());
        }
    }

    /// Says that the head of a thread was moved by another than this lane.
    void moved(ThreadId thread) {
        writer.moved(thread);
    }

    /// Lets the batch in flight end, for at most five seconds, and fails all that wait.
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
            List<PendingAppend> batch = gather();
            try {
                write(batch);
            } catch (RuntimeException | Error fault) {
                LOG.error("A batch of sends failed", fault);
                batch.forEach(pending -> pending.result().completeExceptionally(fault));
            }
        }
        refuse(waiting());
        writer.close();
    }

    private List<PendingAppend> gather() {
        var batch = new ArrayList<PendingAppend>();
        try {
            batch.add(queue.take());
        } catch (InterruptedException interrupted) {
            return batch;
        }
        queue.drainTo(batch, batchMax - 1);
        left(batch);
        return batch;
    }

    /// Returns whether the store could be reached.
    private boolean write(List<PendingAppend> batch) {
        long patience = System.nanoTime() + PATIENCE.toNanos();
        while (!batch.isEmpty()) {
            try {
                writer.write(batch);
                return true;
            } catch (SQLException failure) {
                if (!passing(failure)) {
                    return isolate(batch, Database.translate(failure));
                }
                if (closed || System.nanoTime() - patience > 0) {
                    giveUp(batch, failure);
                    return false;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (RuntimeException fault) {
                return isolate(batch, fault);
            }
        }
        return true;
    }

    /// Whether the same batch may succeed when it is written again: the store is out of reach, or another transaction
    /// was in the way.
    private static boolean passing(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return state.startsWith("40") || Database.translate(failure) instanceof ProblemException;
    }

    private boolean isolate(List<PendingAppend> batch, RuntimeException failure) {
        if (batch.size() == 1) {
            LOG.warn("A send can not be written: {}", failure.getMessage());
            batch.getFirst().result().completeExceptionally(failure);
            return true;
        }
        for (int next = 0; next < batch.size(); next++) {
            if (!write(List.of(batch.get(next)))) {
                refuse(batch.subList(next + 1, batch.size()));
                return false;
            }
        }
        return true;
    }

    private void giveUp(List<PendingAppend> batch, SQLException failure) {
        List<PendingAppend> waiting = waiting();
        LOG.warn(
                "The store is out of reach, SQL state {}: {} sends failed",
                failure.getSQLState(),
                batch.size() + waiting.size());
        refuse(batch);
        refuse(waiting);
    }

    private List<PendingAppend> waiting() {
        var waiting = new ArrayList<PendingAppend>();
        queue.drainTo(waiting);
        left(waiting);
        return waiting;
    }

    private void left(List<PendingAppend> appends) {
        long length = 0;
        for (PendingAppend pending : appends) {
            length += lengthOf(pending);
        }
        waitingLength.addAndGet(-length);
    }

    private static int lengthOf(PendingAppend pending) {
        return pending.draft().text().length();
    }

    private static void refuse(List<PendingAppend> appends) {
        for (PendingAppend pending : appends) {
            pending.result().completeExceptionally(new StoreUnavailable(RETRY_AFTER).exception());
        }
    }
}
