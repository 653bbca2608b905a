package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.LogListener;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.problem.ProblemException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the batches of one lane, each in one transaction, over a connection that it keeps as long as it works. For
/// one thread.
///
/// The quick way takes one round trip: the batch is decided by the heads that were seen last, and the write finds out
/// whether they still are the stored ones and whether each message is new. The sure way takes two: it locks the heads
/// and looks the messages up. A batch whose quick way fails goes the sure way, and so do the next few: where two
/// processes write to the same threads, or senders repeat themselves, the quick way would only cost.
final class BatchWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);
    private static final int FENCES_KEPT = 1_000;
    private static final int CAUTION = 20;
    private static final String UNIQUE_VIOLATION = "23505";

    private final DataSource pool;
    private final Duration responseTimeout;
    private final Clock clock;
    private final LogListener listener;
    private final SequencedMap<ThreadId, Fence> fences = new LinkedHashMap<>();
    private final RememberedHeads heads = new RememberedHeads();
    private @Nullable LaneConnection connection;
    private int cautious;

    BatchWriter(DataSource pool, Duration responseTimeout, Clock clock, LogListener listener) {
        this.pool = pool;
        this.responseTimeout = responseTimeout;
        this.clock = clock;
        this.listener = listener;
    }

    /// Writes the sends, tells the listener, and answers each. When it throws, none was told or answered: whether they
    /// were written is unknown, and writing them again finds out.
    void write(List<PendingAppend> appends) throws SQLException {
        try {
            if (cautious == 0 && writeQuickly(new AppendBatch(appends))) {
                return;
            }
            cautious = Math.max(0, cautious - 1);
            writeSurely(new AppendBatch(appends));
        } catch (SQLException | RuntimeException | Error failure) {
            heads.forget(appends.stream().map(PendingAppend::thread).toList());
            recover(failure);
            throw failure;
        }
    }

    /// Says that the head of a thread was moved by another than this lane. Any thread may call it.
    void moved(ThreadId thread) {
        heads.forget(List.of(thread));
    }

    /// Gives the connection back.
    @Override
    public void close() {
        LaneConnection kept = connection;
        connection = null;
        if (kept != null) {
            try (kept) {
                LOG.trace("Lane closes its connection");
            } catch (SQLException failure) {
                LOG.debug("A lane's connection is lost, SQL state {}", failure.getSQLState());
            }
        }
    }

    /// Returns false when nothing was written, because the batch needs the sure way.
    private boolean writeQuickly(AppendBatch batch) throws SQLException {
        if (batch.isRepeated()) {
            return false;
        }
        LaneConnection lane = connection();
        LockedRows rows = foresee(lane, batch);
        if (!batch.outdated(rows).isEmpty()) {
            heads.forget(batch.threads());
            return false;
        }
        batch.decide(rows, Map.of(), now());
        if (!batch.frames().isEmpty()) {
            try {
                lane.writeUnmoved(batch.frames(), batch.heads());
            } catch (SQLException failure) {
                if (!isRefuted(failure)) {
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

    /// What is remembered; the rest, and the messages replied to, by one more round trip.
    private LockedRows foresee(LaneConnection lane, AppendBatch batch) throws SQLException {
        Map<ThreadId, StoredHead> known = heads.of(batch.threads());
        if (known.size() == batch.threads().size() && batch.replyLookups().isEmpty()) {
            return new LockedRows(known, Map.of());
        }
        List<ThreadId> unknown = batch.threads().stream()
                .filter(thread -> !known.containsKey(thread))
                .toList();
        LockedRows found = lane.look(unknown, batch);
        known.putAll(found.heads());
        return new LockedRows(known, found.messages());
    }

    /// Whether a failure says that the store is not as it was thought to be: a head has moved, or a message exists.
    private static boolean isRefuted(SQLException failure) {
        return LaneConnection.MOVED.equals(failure.getSQLState()) || UNIQUE_VIOLATION.equals(failure.getSQLState());
    }

    private void writeSurely(AppendBatch batch) throws SQLException {
        LaneConnection lane = connection();
        LockedRows rows = lane.lock(batch);
        Map<ThreadId, Fence> newer = fences(lane, batch.outdated(rows), rows);
        batch.decide(rows, newer, now());
        if (batch.frames().isEmpty()) {
            lane.rollback();
        } else {
            lane.write(batch.frames(), batch.heads());
        }
        newer.values().forEach(this::tell);
        finish(batch);
    }

    private void finish(AppendBatch batch) {
        batch.remember(heads);
        announce(batch);
        batch.answer();
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

    private Map<ThreadId, Fence> fences(LaneConnection lane, Set<ThreadId> threads, LockedRows rows)
            throws SQLException {
        var found = new HashMap<ThreadId, Fence>();
        var unknown = new ArrayList<ThreadId>();
        for (ThreadId thread : threads) {
            Fence fence = fences.get(thread);
            if (fence != null && fence.version() == rows.heads().get(thread).fenceVersion()) {
                found.put(thread, fence);
            } else {
                unknown.add(thread);
            }
        }
        if (!unknown.isEmpty()) {
            for (Fence fence : lane.fences(unknown)) {
                found.put(fence.thread(), fence);
                keep(fence);
            }
        }
        return found;
    }

    private void keep(Fence fence) {
        fences.remove(fence.thread());
        fences.put(fence.thread(), fence);
        if (fences.size() > FENCES_KEPT) {
            fences.pollFirstEntry();
        }
    }

    /// Another process may have stored it: the feeds of this one must not hand the frames out by an older fence.
    private void tell(Fence fence) {
        try {
            listener.fenced(fence);
        } catch (RuntimeException fault) {
            LOG.error("A listener of the log failed", fault);
        }
    }

    private void announce(AppendBatch batch) {
        try {
            batch.announce(listener);
        } catch (RuntimeException fault) {
            LOG.error("A listener of the log failed", fault);
        }
    }

    /// A connection to a database that fails, or takes no writes, is given up: the next one may lead to a better one.
    private void recover(Throwable failure) {
        LaneConnection kept = connection;
        if (kept == null) {
            return;
        }
        try {
            kept.rollback();
        } catch (SQLException lost) {
            LOG.debug("A lane's connection is lost, SQL state {}", lost.getSQLState());
            close();
            return;
        }
        if (failure instanceof SQLException refused && Database.translate(refused) instanceof ProblemException) {
            close();
        }
    }
}
