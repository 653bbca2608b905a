package dev.parley.message.postgres;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Head;
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

/// The connection that a lane keeps, and the round trips of a batch on it: [#lock] and [#write], or, where the heads
/// are remembered, [#writeUnmoved] alone.
///
/// Each trip is one multi-statement of the driver, so its parts travel together. Two things keep it so: the
/// transaction is begun and ended within the text, and the queries give columns of fixed length only. (Before a query
/// with a column of unknown length the driver waits for all answers so far, lest both sides block on full buffers.)
final class LaneConnection implements AutoCloseable {

    /// The state of a failure that says that a head has moved: see [#writeUnmoved].
    static final String MOVED = "PM001";

    /// The plans of a lane are made once, and join by keys: a table that was empty when the plan was made may be
    /// large a second later. A session that stops in the middle of a batch does not keep its locks for long, and a
    /// statement that nobody waits for any more is given up by the database as well, lest it succeeds much later.
    private static final String SETTINGS = """
            set enable_hashjoin = off; set enable_mergejoin = off;
            set idle_in_transaction_session_timeout = '5s'; set statement_timeout = %d
            """;
    private static final String RESET = """
            reset enable_hashjoin; reset enable_mergejoin;
            reset idle_in_transaction_session_timeout; reset statement_timeout
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

    /// The heads and the messages replied to, as they are now, without a lock.
    private static final String LOOK = """
            select k.slot, h.sequence, h.ordinal, h.create_time, h.fence_version
            from unnest(?::text[]) with ordinality as k (thread_id, slot)
            join thread_head h on h.thread_id = k.thread_id;
            select k.slot, f.sequence, f.ordinal, f.create_time, f.screening, f.thread_id = k.thread_id, false
            from unnest(?::text[], ?::text[]) with ordinality as k (message_id, thread_id, slot)
            join frame f on f.message_id = k.message_id
            """;

    private static final String INSERT = """
            insert into frame (thread_id, sequence, ordinal, create_time, kind, screening, message_id, sender_id, body,
                reply_to, content_hash)
            select k.thread_id, k.sequence, k.ordinal, to_timestamp(k.create_time::float8 / 1000), 1, k.screening,
                k.message_id, k.sender_id, k.body, k.reply_to, k.content_hash
            from unnest(?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int2[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::bytea[])
                as k (thread_id, sequence, ordinal, create_time, screening, message_id, sender_id, body,
                    reply_to, content_hash)
            """;

    private static final String WRITE = INSERT + """
            ;
            update thread_head h
            set sequence = k.sequence, ordinal = k.ordinal, create_time = to_timestamp(k.create_time::float8 / 1000),
                relay_pending = true
            from unnest(?::text[], ?::int8[], ?::int8[], ?::int8[]) as k (thread_id, sequence, ordinal, create_time)
            where h.thread_id = k.thread_id;
            commit
            """;

    /// All or nothing: moves those heads that are still where they were thought to be, and writes the frames only when
    /// that was all of them. Whoever holds a head is waited for, and then it has moved. The heads are moved in the
    /// order in which they are given.
    private static final String WRITE_UNMOVED = """
            with moved as (
                update thread_head h
                set sequence = k.sequence, ordinal = k.ordinal,
                    create_time = to_timestamp(k.create_time::float8 / 1000), relay_pending = true
                from unnest(?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[])
                    as k (thread_id, known_sequence, fence_version, sequence, ordinal, create_time)
                where h.thread_id = k.thread_id and h.sequence = k.known_sequence
                    and h.fence_version = k.fence_version
                returning 1
            )
            """ + INSERT + """
            where (select require_unmoved((select count(*) from moved), ?))
            """;

    private final Connection connection;
    private final PreparedStatement lock;
    private final PreparedStatement write;
    private final PreparedStatement look;
    private final PreparedStatement writeUnmoved;

    private LaneConnection(Connection connection) throws SQLException {
        this.connection = connection;
        this.lock = connection.prepareStatement(LOCK);
        this.write = connection.prepareStatement(WRITE);
        this.look = connection.prepareStatement(LOOK);
        this.writeUnmoved = connection.prepareStatement(WRITE_UNMOVED);
    }

    /// Takes a connection of the pool and keeps it. An answer that takes longer than `timeout` ends it.
    static LaneConnection open(DataSource pool, Duration timeout) throws SQLException {
        Connection connection = pool.getConnection();
        try {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
            run(connection, SETTINGS.formatted(timeout.toMillis()));
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
        return rows(lock, threads, 0);
    }

    /// Reads heads, and the messages that sends reply to, without a lock. What it finds may be old a moment later.
    LockedRows look(Collection<ThreadId> heads, AppendBatch batch) throws SQLException {
        ThreadId[] threads = heads.toArray(ThreadId[]::new);
        List<Lookup> replies = batch.replyLookups();
        look.setObject(1, Columns.texts(heads, ThreadId::value));
        look.setObject(2, Columns.texts(replies, lookup -> lookup.message().value()));
        look.setObject(3, Columns.texts(replies, lookup -> lookup.thread().value()));
        look.execute();
        return rows(look, threads, batch.lookups().size() - replies.size());
    }

    /// The heads and, from a slot on, the messages of a statement that has just been run.
    private static LockedRows rows(PreparedStatement run, ThreadId[] threads, int firstSlot) throws SQLException {
        var heads = HashMap.<ThreadId, StoredHead>newHashMap(threads.length);
        try (ResultSet rows = run.getResultSet()) {
            while (rows.next()) {
                var head = new Head(rows.getLong(2), rows.getLong(3));
                heads.put(
                        threads[rows.getInt(1) - 1],
                        new StoredHead(head, rows.getTimestamp(4).toInstant(), rows.getLong(5)));
            }
            run.getMoreResults(Statement.KEEP_CURRENT_RESULT);
        }
        var messages = new HashMap<Integer, StoredMessage>();
        try (ResultSet rows = run.getResultSet()) {
            while (rows.next()) {
                messages.put(firstSlot + rows.getInt(1) - 1, message(rows));
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
        int next = setFrames(write, 1, frames);
        write.setObject(next, Columns.texts(heads, head -> head.thread().value()));
        write.setObject(next + 1, Columns.numbers(heads, head -> head.head().sequence()));
        write.setObject(next + 2, Columns.numbers(heads, head -> head.head().ordinal()));
        write.setObject(
                next + 3, Columns.numbers(heads, head -> head.createTime().toEpochMilli()));
        write.execute();
    }

    /// Writes the frames and the heads durably when every head is still the one that its tail grew from. Fails with
    /// the state [#MOVED] when one is not, and then nothing is written.
    void writeUnmoved(List<NewFrame> frames, List<ThreadTail> heads) throws SQLException {
        writeUnmoved.setObject(1, Columns.texts(heads, head -> head.thread().value()));
        writeUnmoved.setObject(
                2, Columns.numbers(heads, head -> head.stored().head().sequence()));
        writeUnmoved.setObject(3, Columns.numbers(heads, ThreadTail::fenceVersion));
        writeUnmoved.setObject(4, Columns.numbers(heads, head -> head.head().sequence()));
        writeUnmoved.setObject(5, Columns.numbers(heads, head -> head.head().ordinal()));
        writeUnmoved.setObject(
                6, Columns.numbers(heads, head -> head.createTime().toEpochMilli()));
        int next = setFrames(writeUnmoved, 7, frames);
        writeUnmoved.setLong(next, heads.size());
        writeUnmoved.executeUpdate();
    }

    /// Sets the columns of frames from a parameter on, and returns the one after them.
    private static int setFrames(PreparedStatement statement, int first, List<NewFrame> frames) throws SQLException {
        int next = first;
        statement.setObject(
                next++, Columns.texts(frames, row -> row.frame().thread().value()));
        statement.setObject(next++, Columns.numbers(frames, row -> row.frame().sequence()));
        statement.setObject(next++, Columns.numbers(frames, row -> row.frame().ordinal()));
        statement.setObject(
                next++, Columns.numbers(frames, row -> row.frame().createTime().toEpochMilli()));
        statement.setObject(next++, screenings(frames));
        statement.setObject(
                next++, Columns.texts(frames, row -> row.frame().messageId().value()));
        statement.setObject(
                next++, Columns.texts(frames, row -> text(row).sender().value()));
        statement.setObject(next++, Columns.texts(frames, row -> text(row).text()));
        statement.setObject(
                next++,
                Columns.texts(
                        frames, row -> text(row).replyTo().map(MessageId::value).orElse(null)));
        statement.setObject(next++, frames.stream().map(NewFrame::contentHash).toArray(byte[][]::new));
        return next;
    }

    private static short[] screenings(List<NewFrame> frames) {
        var screening = new short[frames.size()];
        for (int row = 0; row < screening.length; row++) {
            screening[row] = (short) (text(frames.get(row)).screened() ? FrameTable.SCREENED : FrameTable.UNSCREENED);
        }
        return screening;
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
