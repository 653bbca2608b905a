package dev.parley.message.postgres;

import dev.parley.message.domain.Fence;
import dev.parley.message.domain.LogListener;
import dev.parley.message.domain.ThreadId;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
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

/// Writes the batches of one lane, each in one transaction of two round trips, over a connection that it keeps as long
/// as it works. For one thread.
final class BatchWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);
    private static final int FENCES_KEPT = 1_000;

    private final DataSource pool;
    private final Duration responseTimeout;
    private final Clock clock;
    private final LogListener listener;
    private final SequencedMap<ThreadId, Fence> fences = new LinkedHashMap<>();
    private @Nullable LaneConnection connection;

    BatchWriter(DataSource pool, Duration responseTimeout, Clock clock, LogListener listener) {
        this.pool = pool;
        this.responseTimeout = responseTimeout;
        this.clock = clock;
        this.listener = listener;
    }

    /// Writes the sends, tells the listener, and answers each. When it throws, none was told or answered: whether they
    /// were written is unknown, and writing them again finds out.
    void write(List<PendingAppend> appends) throws SQLException {
        var batch = new AppendBatch(appends);
        try {
            commit(batch);
        } catch (SQLException | RuntimeException | Error failure) {
            recover();
            throw failure;
        }
        announce(batch);
        batch.answer();
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

    private void commit(AppendBatch batch) throws SQLException {
        LaneConnection lane = connection;
        if (lane == null) {
            lane = LaneConnection.open(pool, responseTimeout);
            connection = lane;
        }
        LockedRows rows = lane.lock(batch);
        batch.decide(
                rows, fences(lane, batch.outdated(rows), rows), clock.instant().truncatedTo(ChronoUnit.MILLIS));
        if (batch.frames().isEmpty()) {
            lane.rollback();
        } else {
            lane.write(batch.frames(), batch.heads());
        }
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

    private void announce(AppendBatch batch) {
        try {
            batch.announce(listener);
        } catch (RuntimeException fault) {
            LOG.error("A listener of the log failed", fault);
        }
    }

    private void recover() {
        LaneConnection kept = connection;
        if (kept != null) {
            try {
                kept.rollback();
            } catch (SQLException failure) {
                LOG.debug("A lane's connection is lost, SQL state {}", failure.getSQLState());
                close();
            }
        }
    }
}
