package dev.parley.message.postgres;

import dev.parley.message.domain.Fence;
import dev.parley.message.domain.Frame;
import dev.parley.message.domain.Head;
import dev.parley.message.domain.MessageId;
import dev.parley.message.domain.ThreadId;
import dev.parley.message.postgres.AppendBatch.Lookup;
import dev.parley.message.postgres.AppendBatch.NewFrame;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import javax.sql.DataSource;

/// The connection that a lane keeps, and the two round trips of a batch on it.
///
/// Each trip is one multi-statement of the driver, so its parts travel together. Two things keep it so: the transaction
/// is begun and ended within the text, and the queries give columns of fixed length only. (Before a query with a column
/// of unknown length the driver waits for all answers so far, lest both sides block on full buffers.)
final class LaneConnection implements AutoCloseable {

    /// The plans of a lane are made once, and join by keys: a table that was empty when the plan was made may be
    /// large a second later. A session that stops in the middle of a batch does not keep its locks for long.
    private static final String SETTINGS = """
            set plan_cache_mode = force_generic_plan; set enable_hashjoin = off; set enable_mergejoin = off;
            set idle_in_transaction_session_timeout = '5s'
            """;
    private static final String RESET = """
            reset plan_cache_mode; reset enable_hashjoin; reset enable_mergejoin;
            reset idle_in_transaction_session_timeout
            """;

    /// The second query sees what those have committed for whose locks the first one waited.
    private static final String LOCK = """
            begin;
            select k.slot, h.sequence, h.ordinal, h.create_time, h.fence_version
            from unnest(?::text[]) with ordinality as k (thread_id, slot)
            join thread_head h on h.thread_id = k.thread_id
            order by h.thread_id for update of h;
            select k.slot, f.sequence, f.ordinal, f.create_time, f.screening, f.thread_id = k.thread_id,
                f.content_hash = k.content_hash
            from unnest(?::text[], ?::text[], ?::bytea[]) with ordinality
                as k (message_id, thread_id, content_hash, slot)
            join frame f on f.message_id = k.message_id
            """;

    private static final String WRITE = """
            insert into frame (thread_id, sequence, ordinal, create_time, kind, screening, message_id, sender_id, body,
                reply_to, content_hash)
            select k.thread_id, k.sequence, k.ordinal, to_timestamp(k.create_time::float8 / 1000), 1, k.screening,
                k.message_id, k.sender_id, k.body, k.reply_to, k.content_hash
            from unnest(?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int2[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::bytea[])
                as k (thread_id, sequence, ordinal, create_time, screening, message_id, sender_id, body,
                    reply_to, content_hash);
            update thread_head h
            set sequence = k.sequence, ordinal = k.ordinal, create_time = to_timestamp(k.create_time::float8 / 1000),
                relay_pending = true
            from unnest(?::text[], ?::int8[], ?::int8[], ?::int8[]) as k (thread_id, sequence, ordinal, create_time)
            where h.thread_id = k.thread_id;
            commit
            """;

    private final Connection connection;
    private final PreparedStatement lock;
    private final PreparedStatement write;

    private LaneConnection(Connection connection) throws SQLException {
        this.connection = connection;
        this.lock = connection.prepareStatement(LOCK);
        this.write = connection.prepareStatement(WRITE);
    }

    /// Takes a connection of the pool and keeps it. An answer that takes longer than `timeout` ends it.
    static LaneConnection open(DataSource pool, Duration timeout) throws SQLException {
        Connection connection = pool.getConnection();
        try {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
            run(connection, SETTINGS);
            return new LaneConnection(connection);
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /// Begins the transaction: locks the heads in the order of their ids and looks the messages up.
    LockedRows lock(AppendBatch batch) throws SQLException {
        ThreadId[] threads = batch.threads().toArray(ThreadId[]::new);
        List<Lookup> lookups = batch.lookups();
        lock.setObject(1, Columns.texts(List.of(threads), ThreadId::value));
        lock.setObject(2, Columns.texts(lookups, lookup -> lookup.message().value()));
        lock.setObject(3, Columns.texts(lookups, lookup -> lookup.thread().value()));
        lock.setObject(4, lookups.stream().map(Lookup::contentHash).toArray(byte[][]::new));
        lock.execute();
        lock.getMoreResults();
        var heads = new HashMap<ThreadId, StoredHead>();
        try (ResultSet rows = lock.getResultSet()) {
            while (rows.next()) {
                var head = new Head(rows.getLong(2), rows.getLong(3));
                heads.put(
                        threads[rows.getInt(1) - 1],
                        new StoredHead(head, rows.getTimestamp(4).toInstant(), rows.getLong(5)));
            }
            lock.getMoreResults(Statement.KEEP_CURRENT_RESULT);
        }
        var messages = new HashMap<Integer, StoredMessage>();
        try (ResultSet rows = lock.getResultSet()) {
            while (rows.next()) {
                messages.put(rows.getInt(1) - 1, message(rows));
            }
        }
        return new LockedRows(heads, messages);
    }

    /// The stored fences of threads that are locked.
    List<Fence> fences(Collection<ThreadId> threads) throws SQLException {
        return FenceTable.find(connection, threads);
    }

    /// Writes the frames and the heads, and commits.
    void write(List<NewFrame> frames, List<ThreadTail> heads) throws SQLException {
        write.setObject(1, Columns.texts(frames, row -> row.frame().thread().value()));
        write.setObject(2, Columns.numbers(frames, row -> row.frame().sequence()));
        write.setObject(3, Columns.numbers(frames, row -> row.frame().ordinal()));
        write.setObject(
                4, Columns.numbers(frames, row -> row.frame().createTime().toEpochMilli()));
        var screening = new short[frames.size()];
        for (int row = 0; row < screening.length; row++) {
            screening[row] = (short) (text(frames.get(row)).screened() ? FrameTable.SCREENED : FrameTable.UNSCREENED);
        }
        write.setObject(5, screening);
        write.setObject(6, Columns.texts(frames, row -> row.frame().messageId().value()));
        write.setObject(7, Columns.texts(frames, row -> text(row).sender().value()));
        write.setObject(8, Columns.texts(frames, row -> text(row).text()));
        write.setObject(
                9,
                Columns.texts(
                        frames, row -> text(row).replyTo().map(MessageId::value).orElse(null)));
        write.setObject(10, frames.stream().map(NewFrame::contentHash).toArray(byte[][]::new));
        write.setObject(11, Columns.texts(heads, head -> head.thread().value()));
        write.setObject(12, Columns.numbers(heads, head -> head.head().sequence()));
        write.setObject(13, Columns.numbers(heads, head -> head.head().ordinal()));
        write.setObject(14, Columns.numbers(heads, head -> head.createTime().toEpochMilli()));
        write.execute();
    }

    /// Ends the transaction without a change. After a failure, this tells whether the connection still lives.
    void rollback() throws SQLException {
        run(connection, "rollback");
    }

    /// Gives the connection back to the pool as it was, or, when it is broken, up.
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

    private static StoredMessage message(ResultSet row) throws SQLException {
        return new StoredMessage(
                row.getLong(2),
                row.getLong(3),
                row.getTimestamp(4).toInstant(),
                row.getInt(5) != FrameTable.UNSCREENED,
                row.getBoolean(6),
                row.getBoolean(7));
    }

    private static Frame.Text text(NewFrame row) {
        return (Frame.Text) row.frame().content();
    }
}
