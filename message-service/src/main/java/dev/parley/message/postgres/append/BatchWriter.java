package dev.parley.message.postgres.append;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.ChangeBatch;
import dev.parley.message.log.KnownRows;
import dev.parley.message.log.LogListener;
import dev.parley.message.log.PendingChange;
import dev.parley.message.log.StoredHead;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.problem.ProblemException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the batches of one lane, each in one transaction, over a connection that it keeps while it works.
/// Not thread-safe.
///
/// The optimistic write takes one round trip. The batch is decided by the last known heads, and the write
/// checks whether these are still the stored ones and whether each id is new. The locked write takes two: it
/// locks the heads and looks up the ids. Only a locked write refuses a change, because a cached head can
/// refer to a fence that is no longer in force. A batch whose optimistic write fails is written with locks,
/// and so are the next few: when two processes write to the same threads, or senders retry, the optimistic
/// write would only add cost.
final class BatchWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);
    private static final int CAUTION = 20;
    private static final Set<String> REFUTED = Set.of(LaneConnection.MOVED, LaneConnection.LOCK_NOT_AVAILABLE, "23505");

    private final DataSource pool;
    private final Duration responseTimeout;
    private final Clock clock;
    private final LogListener listener;
    private final RememberedHeads heads = new RememberedHeads();
    private @Nullable LaneConnection connection;
    private int cautious;

    BatchWriter(DataSource pool, Duration responseTimeout, Clock clock, LogListener listener) {
        this.pool = pool;
        this.responseTimeout = responseTimeout;
        this.clock = clock;
        this.listener = listener;
    }

    /// Writes the changes, notifies the listener, and completes each change. Returns the changes whose heads
    /// another session holds; they are untouched. If it throws, no change was announced or completed. Whether
    /// the changes were written is then unknown; writing them again finds out.
    List<PendingChange<?>> write(List<? extends PendingChange<?>> changes) throws SQLException {
        try {
            if (cautious == 0 && writeUnmoved(new ChangeBatch(changes))) {
                return List.of();
            }
            cautious = Math.max(0, cautious - 1);
            return writeLocked(new ChangeBatch(changes));
        } catch (SQLException | RuntimeException | Error failure) {
            heads.forget(changes.stream().map(PendingChange::thread).toList());
            recover(failure);
            throw failure;
        }
    }

    /// Makes the next writes lock their heads.
    void beCautious() {
        cautious = Math.max(cautious, 1);
    }

    /// Returns the connection to the pool.
    @Override
    public void close() {
        LaneConnection kept = connection;
        connection = null;
        if (kept != null) {
            try (kept) {
                LOG.trace("The lane closes its connection");
            } catch (SQLException failure) {
                LOG.debug("The lane lost its connection, SQL state {}", failure.getSQLState());
            }
        }
    }

    /// Returns false if nothing was written because the heads must be locked first.
    private boolean writeUnmoved(ChangeBatch batch) throws SQLException {
        if (batch.isRepeated()) {
            return false;
        }
        LaneConnection lane = connection();
        KnownRows rows = foresee(lane, batch);
        if (!batch.opened().isEmpty() || !batch.unknownFences(rows.heads()).isEmpty()) {
            heads.forget(batch.threads());
            return false;
        }
        batch.decide(rows, Map.of(), Set.of(), now());
        if (batch.isRefusing()) {
            batch.abandon();
            heads.forget(batch.threads());
            return false;
        }
        if (!batch.writes().isEmpty()) {
            try {
                lane.writeUnmoved(batch);
            } catch (SQLException failure) {
                if (!REFUTED.contains(String.valueOf(failure.getSQLState()))) {
                    throw failure;
                }
                batch.abandon();
                heads.forget(batch.threads());
                cautious = CAUTION;
                return false;
            }
        }
        finish(batch);
        return true;
    }

    /// Uses cached rows, and reads the other heads and the messages referred to with one more round trip.
    private KnownRows foresee(LaneConnection lane, ChangeBatch batch) throws SQLException {
        Map<ThreadId, StoredHead> known = heads.of(batch.threads());
        if (known.size() == batch.threads().size() && batch.references().isEmpty()) {
            return new KnownRows(known, Map.of());
        }
        List<ThreadId> unknown = batch.threads().stream()
                .filter(thread -> !known.containsKey(thread))
                .toList();
        KnownRows found = lane.look(unknown, batch);
        lane.readStates(batch, found);
        known.putAll(found.heads());
        return new KnownRows(known, found.frames());
    }

    private List<PendingChange<?>> writeLocked(ChangeBatch batch) throws SQLException {
        LaneConnection lane = connection();
        KnownRows rows = lane.lock(batch);
        lane.readStates(batch, rows);
        Set<ThreadId> held = held(lane, batch, rows);
        Map<ThreadId, Fence> fences = fences(lane, batch.unknownFences(rows.heads()));
        batch.decide(rows, fences, held, now());
        if (batch.writes().isEmpty()) {
            lane.rollback();
        } else {
            lane.writeLocked(batch);
        }
        finish(batch);
        return held.isEmpty() ? List.of() : batch.postpone(held);
    }

    /// Returns the threads whose heads another session holds. Opens the threads that a change opens.
    private static Set<ThreadId> held(LaneConnection lane, ChangeBatch batch, KnownRows rows) throws SQLException {
        if (rows.heads().size() == batch.threads().size()) {
            return Set.of();
        }
        var missing = new HashSet<>(batch.threads());
        missing.removeAll(rows.heads().keySet());
        Set<ThreadId> held = lane.existing(missing);
        Set<ThreadId> opened = batch.opened();
        opened.retainAll(missing);
        opened.removeAll(held);
        if (!opened.isEmpty()) {
            rows.heads().putAll(lane.open(opened));
            opened.removeAll(rows.heads().keySet());
            held.addAll(opened);
        }
        return held;
    }

    private void finish(ChangeBatch batch) {
        try {
            heads.putAll(batch.heads());
            batch.announce(listener);
        } catch (Throwable fault) {
            report(fault);
        } finally {
            batch.answer();
        }
    }

    /// What is written stays acknowledged, even if the log fails as well.
    private static void report(Throwable fault) {
        try {
            LOG.error("A listener of the log failed", fault);
        } catch (Throwable unwritten) {
            fault.addSuppressed(unwritten);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private LaneConnection connection() throws SQLException {
        LaneConnection lane = connection;
        if (lane == null) {
            lane = LaneConnection.open(pool, responseTimeout);
            connection = lane;
        }
        return lane;
    }

    private static Map<ThreadId, Fence> fences(LaneConnection lane, Collection<ThreadId> threads) throws SQLException {
        return threads.isEmpty()
                ? new HashMap<>()
                : lane.fences(threads).stream().collect(Collectors.toMap(Fence::thread, Function.identity()));
    }

    /// Drops a connection to a database that fails or accepts no writes: the next connection may reach a
    /// better one.
    private void recover(Throwable failure) {
        LaneConnection kept = connection;
        if (kept == null) {
            return;
        }
        try {
            kept.rollback();
        } catch (SQLException lost) {
            LOG.debug("The lane lost its connection, SQL state {}", lost.getSQLState());
            close();
            return;
        }
        if (failure instanceof SQLException refused && Database.translate(refused) instanceof ProblemException) {
            close();
        }
    }
}
