package dev.parley.message.postgres.append;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.form.ContentCodec;
import dev.parley.message.log.BatchWrites;
import dev.parley.message.log.ChangeBatch;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Head;
import dev.parley.message.log.KnownRows;
import dev.parley.message.log.KnownRows.Lookup;
import dev.parley.message.log.KnownRows.State;
import dev.parley.message.log.KnownRows.StoredFrame;
import dev.parley.message.log.StoredHead;
import dev.parley.message.postgres.Columns;
import dev.parley.message.postgres.FenceTable;
import dev.parley.message.postgres.FrameTable;
import dev.parley.message.postgres.TimelineTable;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The connection that a lane keeps, and the round trips of a batch on it: [#lock] and [#writeLocked], or, if
/// the heads are cached, only [#writeUnmoved].
///
/// Each trip is one multi-statement of the driver, so its parts travel together. Two things ensure this: the
/// transaction is begun and ended within the text, and the queries return only columns of fixed length.
/// (Before a query with a column of unknown length, the driver waits for all previous responses, so that the
/// two sides cannot block on full buffers.)
final class LaneConnection implements AutoCloseable {

    /// The SQL state of the failure that reports a moved head: see [#writeUnmoved].
    static final String MOVED = "PM001";

    /// The SQL state of the failure that reports a lock held by another session.
    static final String LOCK_NOT_AVAILABLE = "55P03";

    /// The plans of a lane are made once, and join by keys: a table that was empty when the plan was made may
    /// be large a second later. The lane waits only briefly for a head that another session holds. A session
    /// that stops in the middle of a batch does not keep its locks for long. The database also ends a
    /// statement that nobody waits for any more, so that it cannot succeed much later.
    private static final String SETTINGS = """
            set enable_hashjoin = off; set enable_mergejoin = off; set lock_timeout = '200ms';
            set idle_in_transaction_session_timeout = '2s'; set statement_timeout = %d
            """;

    private static final String RESET = """
            reset enable_hashjoin; reset enable_mergejoin; reset lock_timeout;
            reset idle_in_transaction_session_timeout; reset statement_timeout
            """;

    private final Connection connection;
    private final PreparedStatement lock;
    private final PreparedStatement look;
    private final BatchParameters plain;
    private final BatchParameters full;
    private final BatchParameters locked;

    private LaneConnection(Connection connection) throws SQLException {
        this.connection = connection;
        this.lock = connection.prepareStatement(LaneSql.LOCK);
        this.look = connection.prepareStatement(LaneSql.LOOK);
        this.plain = BatchParameters.plain(connection.prepareStatement(LaneSql.WRITE_PLAIN));
        this.full = BatchParameters.full(connection.prepareStatement(LaneSql.WRITE));
        this.locked = BatchParameters.full(connection.prepareStatement(LaneSql.WRITE_AND_COMMIT));
    }

    /// Takes a connection from the pool and keeps it. A response that takes longer than `timeout` ends it.
    static LaneConnection open(DataSource pool, Duration timeout) throws SQLException {
        Connection connection = pool.getConnection();
        try {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
            run(connection, SETTINGS.formatted(timeout.toMillis()));
            run(connection, TimelineTable.CHECK);
            return new LaneConnection(connection);
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /// Begins the transaction: locks the heads that nobody else holds and looks up the ids.
    KnownRows lock(ChangeBatch batch) throws SQLException {
        ThreadId[] threads = batch.threads().toArray(ThreadId[]::new);
        List<Lookup> lookups = batch.lookups();
        lock.setObject(1, Columns.texts(List.of(threads), ThreadId::value));
        lock.setObject(2, Columns.texts(lookups, lookup -> lookup.thread().value()));
        lock.setObject(3, Columns.texts(lookups, lookup -> lookup.id().value()));
        lock.setObject(4, viewers(lookups));
        lock.setObject(5, Columns.bytes(lookups, Lookup::contentHash));
        lock.execute();
        lock.getMoreResults();
        return rows(lock, threads, 0);
    }

    /// Returns those of the threads that exist.
    Set<ThreadId> existing(Collection<ThreadId> threads) throws SQLException {
        return threads(LaneSql.EXISTING, threads);
    }

    /// Creates the heads of new threads and locks them. Omits those that another session has just created.
    Map<ThreadId, StoredHead> open(Collection<ThreadId> threads) throws SQLException {
        var heads = new HashMap<ThreadId, StoredHead>();
        threads(LaneSql.OPEN, threads).forEach(thread -> heads.put(thread, StoredHead.EMPTY));
        return heads;
    }

    private Set<ThreadId> threads(String sql, Collection<ThreadId> threads) throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            query.setObject(1, Columns.texts(threads, ThreadId::value));
            return new HashSet<>(Rows.list(query, row -> new ThreadId(row.getString(1))));
        }
    }

    /// Reads heads, and the messages that changes refer to, without a lock. The result may be stale
    /// immediately.
    KnownRows look(Collection<ThreadId> heads, ChangeBatch batch) throws SQLException {
        ThreadId[] threads = heads.toArray(ThreadId[]::new);
        List<Lookup> references = batch.references();
        look.setObject(1, Columns.texts(heads, ThreadId::value));
        look.setObject(2, Columns.texts(references, lookup -> lookup.thread().value()));
        look.setObject(3, Columns.texts(references, lookup -> lookup.id().value()));
        look.setObject(4, viewers(references));
        look.execute();
        return rows(look, threads, batch.lookups().size() - references.size());
    }

    private static @Nullable String[] viewers(List<Lookup> lookups) {
        return Columns.texts(
                lookups, lookup -> lookup.viewer().map(UserId::value).orElse(null));
    }

    /// Returns the heads and, from a slot on, the frames of a statement that has just run.
    private static KnownRows rows(PreparedStatement run, ThreadId[] threads, int firstSlot) throws SQLException {
        var heads = HashMap.<ThreadId, StoredHead>newHashMap(threads.length);
        try (ResultSet rows = run.getResultSet()) {
            while (rows.next()) {
                var head = new Head(rows.getLong(2), rows.getLong(3));
                heads.put(threads[rows.getInt(1) - 1], new StoredHead(head, SqlTime.get(rows, 4), rows.getLong(5)));
            }
            run.getMoreResults(Statement.KEEP_CURRENT_RESULT);
        }
        var frames = new HashMap<Integer, StoredFrame>();
        try (ResultSet rows = run.getResultSet()) {
            while (rows.next()) {
                frames.put(firstSlot + rows.getInt(1) - 1, frame(rows));
            }
        }
        return new KnownRows(heads, frames);
    }

    private static StoredFrame frame(ResultSet row) throws SQLException {
        return new StoredFrame(
                row.getLong(2),
                row.getLong(3),
                SqlTime.get(row, 4),
                new Frame.Kind(row.getInt(5)),
                row.getLong(6),
                row.getBoolean(7),
                row.getBoolean(8),
                State.UNKNOWN);
    }

    /// Reads the states of the found frames whose state a change must know. Usually there are none.
    void readStates(ChangeBatch batch, KnownRows rows) throws SQLException {
        List<Integer> slots = batch.statesToRead(rows);
        if (slots.isEmpty()) {
            return;
        }
        try (var query = connection.prepareStatement(LaneSql.STATES)) {
            query.setObject(
                    1,
                    Columns.texts(
                            slots, slot -> batch.lookups().get(slot).thread().value()));
            query.setObject(
                    2, Columns.numbers(slots, slot -> rows.frames().get(slot).sequence()));
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    int slot = slots.get(found.getInt(1) - 1);
                    ThreadId thread = batch.lookups().get(slot).thread();
                    StoredFrame frame = rows.frames().get(slot);
                    rows.frames()
                            .put(
                                    slot,
                                    frame.with(new State(
                                            Optional.of(FrameTable.content(found)),
                                            FrameTable.overlay(found, thread, frame.sequence()))));
                }
            }
        }
    }

    /// Returns the stored fences of threads.
    List<Fence> fences(Collection<ThreadId> threads) throws SQLException {
        return FenceTable.find(connection, threads);
    }

    /// Writes the results of a batch whose heads are locked, and commits.
    void writeLocked(ChangeBatch batch) throws SQLException {
        locked.set(batch).execute();
    }

    /// Writes the results of a batch durably if every head is still the one that it started from, and every
    /// overlay is still the one that it replaces. If one is not, fails with the state [#MOVED] and writes
    /// nothing.
    void writeUnmoved(ChangeBatch batch) throws SQLException {
        (isPlain(batch.writes()) ? plain : full).set(batch).executeUpdate();
    }

    /// The plain statement writes no payloads.
    private static boolean isPlain(BatchWrites writes) {
        return writes.isPlain()
                && writes.frames().stream()
                        .allMatch(
                                written -> ContentCodec.payload(written.frame().content()) == null);
    }

    /// Ends the transaction without a change. After a failure, this shows whether the connection is still
    /// alive.
    void rollback() throws SQLException {
        run(connection, "rollback");
    }

    /// Returns the connection to the pool in its original state, or drops it if it is broken.
    @Override
    public void close() throws SQLException {
        try (connection) {
            if (!connection.isClosed()) {
                run(connection, RESET);
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
