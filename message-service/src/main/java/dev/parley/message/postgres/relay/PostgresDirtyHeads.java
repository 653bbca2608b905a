package dev.parley.message.postgres.relay;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Head;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.postgres.Columns;
import dev.parley.message.postgres.CursorTable;
import dev.parley.message.postgres.FrameTable;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.platform.backlog.Backlog;
import dev.parley.platform.backlog.Backlog.Depth;
import dev.parley.platform.outbox.BacklogQueries;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlTime;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The dirty heads on PostgreSQL.
@Singleton
public final class PostgresDirtyHeads implements DirtyHeads {

    /// The frames that one call folds, shared by the threads that are further behind than a few. Meanwhile
    /// their cursors cannot move: about 50 ms, or half a second if all pages of the store are on the disk. A
    /// single thread that is behind is folded faster than a process can append to it.
    private static final int FRAMES = 5_000;

    /// A thread that is not further behind than this does not count among those that share.
    private static final int FEW = 20;

    /// A thread as it was read, and up to which hidden message the inbox is informed.
    private record Row(Found found, HiddenPlace hidden) {}

    private final Database database;
    private final int frames;

    /// Uses the service's database.
    @Inject
    public PostgresDirtyHeads(@Named("message") Database database) {
        this(database, FRAMES);
    }

    /// Also sets how many frames are folded at once.
    public PostgresDirtyHeads(Database database, int frames) {
        this.database = database;
        this.frames = frames;
    }

    @Override
    public List<DirtyHead> dirty(Collection<Integer> shards, Place after, int limit) {
        return database.withConnection(connection -> {
            fold(connection, shards, after, limit);
            List<Row> rows = read(connection, shards, after, limit);
            Map<ThreadId, List<HiddenMessage>> hidden = hidden(connection, RelaySql.HIDDEN, rows);
            return rows.stream()
                    .map(Row::found)
                    .map(found -> DirtyHead.of(found, hidden.getOrDefault(found.thread(), List.of())))
                    .toList();
        });
    }

    private void fold(Connection connection, Collection<Integer> shards, Place after, int limit) throws SQLException {
        try (var fold = connection.prepareStatement(RelaySql.FOLD)) {
            setPage(fold, shards, after, limit);
            fold.setLong(5, frames);
            fold.setLong(6, Math.min(FEW, frames - 1));
            fold.executeUpdate();
        }
    }

    private static List<Row> read(Connection connection, Collection<Integer> shards, Place after, int limit)
            throws SQLException {
        try (var query = connection.prepareStatement(RelaySql.READ)) {
            setPage(query, shards, after, limit);
            return read(query);
        }
    }

    private static void setPage(PreparedStatement statement, Collection<Integer> shards, Place after, int limit)
            throws SQLException {
        statement.setObject(1, Columns.smalls(List.copyOf(shards), Integer::intValue));
        statement.setShort(2, (short) after.shard());
        statement.setString(3, after.thread());
        statement.setInt(4, limit);
    }

    private static List<Row> read(PreparedStatement query) throws SQLException {
        var heads = new ArrayList<Row>();
        try (ResultSet rows = query.executeQuery()) {
            boolean any = rows.next();
            while (any) {
                var thread = new ThreadId(rows.getString("thread_id"));
                long sequence = rows.getLong("sequence");
                var folded = new Head(rows.getLong("folded_sequence"), rows.getLong("folded_ordinal"));
                Optional<Newest> newest = newest(rows);
                long moves = rows.getLong("moves");
                HiddenPlace hidden = hiddenPlace(rows);
                var cursors = new ArrayList<Cursor>();
                long lastMove = 0;
                do {
                    if (rows.getString("user_id") != null) {
                        cursors.add(CursorTable.read(rows));
                        lastMove = rows.getLong("read_move");
                    }
                    any = rows.next();
                } while (any && rows.getString("thread_id").equals(thread.value()));
                var found = new Found(thread, sequence, folded, newest, List.copyOf(cursors), lastMove, moves);
                heads.add(new Row(found, hidden));
            }
        }
        return heads;
    }

    private static HiddenPlace hiddenPlace(ResultSet row) throws SQLException {
        return new HiddenPlace(
                row.getLong("settled_hidden"),
                row.getString("settled_hidden_user"),
                row.getLong("settled_hidden_sequence"));
    }

    private static Optional<Newest> newest(ResultSet row) throws SQLException {
        String message = row.getString("frame_id");
        return message == null
                ? Optional.empty()
                : Optional.of(new Newest(
                        new MessageId(message),
                        row.getLong("message_sequence"),
                        SqlTime.get(row, "create_time"),
                        FrameTable.actor(row)));
    }

    private static Map<ThreadId, List<HiddenMessage>> hidden(Connection connection, String sql, List<Row> rows)
            throws SQLException {
        var hidden = new HashMap<ThreadId, List<HiddenMessage>>();
        if (rows.isEmpty()) {
            return hidden;
        }
        try (var query = connection.prepareStatement(sql)) {
            query.setObject(1, Columns.texts(rows, row -> row.found().thread().value()));
            query.setObject(2, Columns.numbers(rows, row -> row.hidden().version()));
            query.setObject(3, Columns.texts(rows, row -> row.hidden().viewer()));
            query.setObject(4, Columns.numbers(rows, row -> row.hidden().sequence()));
            query.setObject(5, Columns.numbers(rows, row -> row.found().folded().sequence()));
            Rows.list(query, PostgresDirtyHeads::hidden)
                    .forEach(one -> hidden.computeIfAbsent(one.thread(), thread -> new ArrayList<>())
                            .add(one));
        }
        return hidden;
    }

    private static HiddenMessage hidden(ResultSet row) throws SQLException {
        String viewer = row.getString("user_id");
        return new HiddenMessage(
                new ThreadId(row.getString("thread_id")),
                viewer.isEmpty() ? Optional.empty() : Optional.of(new UserId(viewer)),
                row.getLong("sequence"),
                row.getLong("ordinal"),
                row.getBoolean("hidden"),
                row.getLong("version"));
    }

    @Override
    public void settle(List<DirtyHead> heads) {
        if (heads.isEmpty()) {
            return;
        }
        List<DirtyHead> complete =
                heads.stream().filter(head -> head.mark().complete()).toList();
        database.withConnection(connection -> {
            settle(connection, heads);
            return unmark(connection, complete);
        });
    }

    private static void settle(Connection connection, List<DirtyHead> heads) throws SQLException {
        try (var settle = connection.prepareStatement(RelaySql.SETTLE)) {
            settle.setObject(1, Columns.texts(heads, head -> head.thread().value()));
            settle.setObject(2, Columns.numbers(heads, head -> head.mark().offered()));
            settle.setObject(
                    3, Columns.numbers(heads, head -> head.mark().hidden().version()));
            settle.setObject(
                    4, Columns.texts(heads, head -> head.mark().hidden().viewer()));
            settle.setObject(
                    5, Columns.numbers(heads, head -> head.mark().hidden().sequence()));
            settle.executeUpdate();
        }
    }

    private static int unmark(Connection connection, List<DirtyHead> heads) throws SQLException {
        try (var unmark = connection.prepareStatement(RelaySql.UNMARK)) {
            unmark.setObject(1, Columns.texts(heads, head -> head.thread().value()));
            unmark.setObject(2, Columns.smalls(heads, head -> DirtyHeads.shardOf(head.thread())));
            unmark.setObject(3, Columns.numbers(heads, head -> head.mark().sequence()));
            unmark.setObject(4, Columns.numbers(heads, head -> head.mark().moves()));
            return unmark.executeUpdate();
        }
    }

    @Override
    public void park(DirtyHead head, int attempts, String reason) {
        database.withConnection(connection -> {
            try (var park = connection.prepareStatement(RelaySql.PARK)) {
                park.setString(1, head.thread().value());
                park.setShort(2, (short) DirtyHeads.shardOf(head.thread()));
                park.setLong(3, head.mark().sequence());
                park.setLong(4, head.mark().moves());
                park.setString(5, reason);
                park.setInt(6, attempts);
                return park.executeUpdate();
            }
        });
    }

    @Override
    public List<Parked> parked(String after, int limit) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(RelaySql.PARKED)) {
                query.setString(1, after);
                query.setInt(2, limit);
                return Rows.list(
                        query,
                        row -> new Parked(
                                new ThreadId(row.getString(1)),
                                row.getLong(2),
                                row.getString(3),
                                row.getInt(4),
                                SqlTime.get(row, "parked_time")));
            }
        });
    }

    @Override
    public Depth depth() {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(RelaySql.DEPTH)) {
                query.setInt(1, Backlog.MOST_COUNTED);
                return BacklogQueries.depth(query);
            }
        });
    }

    @Override
    public Optional<DirtyHead> whole(ThreadId thread) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(RelaySql.WHOLE)) {
                query.setString(1, thread.value());
                List<Row> rows = read(query);
                if (rows.isEmpty()) {
                    return Optional.of(new DirtyHead(
                            thread,
                            Head.EMPTY,
                            Optional.empty(),
                            List.of(),
                            List.of(),
                            new Mark(0, 0, 0, HiddenPlace.START, true)));
                }
                Found found = rows.getFirst().found();
                var begin = List.of(new Row(found, HiddenPlace.START));
                List<HiddenMessage> hidden =
                        hidden(connection, RelaySql.ALL_HIDDEN, begin).getOrDefault(thread, List.of());
                return DirtyHead.whole(found, hidden);
            }
        });
    }

    @Override
    public boolean retry(ThreadId thread) {
        return database.withConnection(connection -> {
            try (var retry = connection.prepareStatement(RelaySql.RETRY)) {
                retry.setString(1, thread.value());
                retry.setShort(2, (short) DirtyHeads.shardOf(thread));
                return Rows.first(retry, row -> row.getLong(1)).orElseThrow() == 1;
            }
        });
    }
}
