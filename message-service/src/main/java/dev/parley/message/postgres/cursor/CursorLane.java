package dev.parley.message.postgres.cursor;

import dev.parley.message.receipt.CursorMove;
import dev.parley.message.receipt.PendingMove;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the moves of cursors and writes them in batches, with one commit each. While a batch is being
/// written, the next one accumulates; if nothing is being written, a move is written immediately. The moves
/// of one cursor become one write.
///
/// It is not a part of the lanes of the log: a move must read the stored cursor before it can be decided,
/// which would cost each batch of sends another round trip.
///
/// A move that cannot be written within two seconds, because the store is unavailable or because another
/// session holds its thread, fails with `StoreUnavailable`. It does not delay the moves of other threads.
public final class CursorLane {

    private static final Logger LOG = LoggerFactory.getLogger(CursorLane.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /// The SQL state of a lock that was not granted in time.
    static final String LOCK_NOT_AVAILABLE = "55P03";

    /// The maximum number of moves that are not complete.
    private static final int MOST_OPEN = 20_000;

    /// The maximum number of moves in a batch, and of those among them that are repeated.
    private static final int BATCH = 512;

    private static final int REPEATED = BATCH / 2;

    private final Database database;
    private final Clock clock;
    private final Queue<PendingMove> waiting = new ArrayDeque<>();
    private final Queue<PendingMove> again = new ArrayDeque<>();
    private final AtomicInteger open = new AtomicInteger();
    private boolean underWay;

    /// Another session holds a row, so the statement was given up.
    private static final class Held extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Held(SQLException cause) {
            super(cause);
        }
    }

    /// Writes to a database.
    public CursorLane(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Queues a move, or fails it with `StoreUnavailable` if too many moves are waiting.
    public void submit(PendingMove move) {
        if (open.incrementAndGet() > MOST_OPEN) {
            open.decrementAndGet();
            refuse(List.of(move));
            return;
        }
        move.result().whenComplete((cursor, failure) -> open.decrementAndGet());
        synchronized (waiting) {
            waiting.add(move);
            if (!underWay) {
                start();
            }
        }
    }

    /// If no thread can be started, the next move tries again.
    private void start() {
        underWay = true;
        try {
            Thread.ofVirtual().name("message-cursors").start(this::run);
        } catch (Throwable refused) {
            underWay = false;
            throw refused;
        }
    }

    /// Writes until nothing is waiting. Only one thread runs it at a time.
    private void run() {
        while (step()) {}
    }

    /// Writes one batch. An error fails only this batch. Returns whether there may be more.
    private boolean step() {
        List<PendingMove> batch = List.of();
        try {
            batch = next();
            again.addAll(attempt(batch));
            if (isRepeatingOnly()) {
                Thread.sleep(PAUSE);
            }
            return !batch.isEmpty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (Throwable fault) {
            failed(batch, fault);
        }
        return true;
    }

    /// Completing moves and writing the log may fail as well, for example if memory is low.
    private static void failed(List<PendingMove> batch, Throwable fault) {
        try {
            fail(batch, fault);
            LOG.error("A batch of cursor moves failed", fault);
        } catch (Throwable unable) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /// Returns the next batch; empty if nothing is waiting, and then this run is over.
    private List<PendingMove> next() {
        var batch = new ArrayList<PendingMove>();
        while (batch.size() < REPEATED && !again.isEmpty()) {
            batch.add(again.remove());
        }
        synchronized (waiting) {
            while (batch.size() < BATCH && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            underWay = !batch.isEmpty();
        }
        return batch;
    }

    private boolean isRepeatingOnly() {
        synchronized (waiting) {
            return waiting.isEmpty() && !again.isEmpty();
        }
    }

    /// Returns the moves to attempt again.
    private List<PendingMove> attempt(List<PendingMove> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        try {
            return patient(write(batch));
        } catch (ProblemException unavailable) {
            LOG.debug("A batch of cursor moves failed: {}", unavailable.problem());
            return patient(repeatable(batch));
        } catch (Held held) {
            return batch.size() == 1 ? patient(batch) : oneByOne(batch);
        } catch (RuntimeException failure) {
            return isolate(batch, failure);
        }
    }

    private List<PendingMove> write(List<PendingMove> batch) {
        return database.withConnection(connection -> {
            try {
                return new CursorWriter(connection, clock.instant()).write(batch);
            } catch (SQLException failure) {
                if (LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
                    throw new Held(failure);
                }
                throw failure;
            }
        });
    }

    /// A bad move fails alone.
    private List<PendingMove> isolate(List<PendingMove> batch, RuntimeException failure) {
        if (batch.size() > 1) {
            return oneByOne(batch);
        }
        LOG.warn("A cursor move cannot be written: {}", failure.getMessage());
        fail(batch, failure);
        return List.of();
    }

    private List<PendingMove> oneByOne(List<PendingMove> batch) {
        var repeated = new ArrayList<PendingMove>();
        batch.forEach(move -> {
            List<PendingMove> inTime = patient(List.of(move));
            repeated.addAll(attempt(inTime));
        });
        return repeated;
    }

    /// If the response was lost, the move may have been made. A move back is not repeated then, because it
    /// could undo what was read in the meantime.
    private static List<PendingMove> repeatable(List<PendingMove> moves) {
        refuse(moves.stream().filter(move -> move.move() == CursorMove.BACK).toList());
        return moves.stream().filter(move -> move.move() != CursorMove.BACK).toList();
    }

    /// Fails the moves that have waited for too long, and returns the others.
    private static List<PendingMove> patient(List<PendingMove> moves) {
        long oldest = System.nanoTime() - PATIENCE.toNanos();
        refuse(moves.stream().filter(move -> move.since() - oldest < 0).toList());
        return moves.stream().filter(move -> move.since() - oldest >= 0).toList();
    }

    private static void refuse(Collection<PendingMove> moves) {
        if (!moves.isEmpty()) {
            fail(moves, new StoreUnavailable(RETRY_AFTER).exception());
        }
    }

    private static void fail(Collection<PendingMove> moves, Throwable failure) {
        moves.forEach(move -> move.result().completeExceptionally(failure));
    }
}
