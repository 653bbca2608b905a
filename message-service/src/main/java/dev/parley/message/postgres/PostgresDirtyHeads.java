package dev.parley.message.postgres;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Head;
import dev.parley.message.log.HiddenOrdinal;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.relay.DirtyHeads;
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

/// The dirty heads on PostgreSQL. Cursors are folded before the heads are read, in a transaction of its own. A
/// thread may have grown between the two, so a head is reported only up to where its frames are folded.
@Singleton
public final class PostgresDirtyHeads implements DirtyHeads {

    private static final String WINDOW = CursorSql.WINDOW.toSeconds() + " seconds";

    /// A thread as it was read, before its hidden ordinals.
    private record Row(
            ThreadId thread, Head head, Optional<Newest> newest, List<Cursor> cursors, long lastMove, Known known) {

        /// The frame up to which the cursors of senders are among the cursors of the thread.
        long folded() {
            return Math.min(known.folded(), head.sequence());
        }
    }

    /// What is reported of a thread, and up to which sequence.
    private record Part(Row row, List<HiddenOrdinal> hidden, long reach) {

        static Part of(Row row, List<HiddenOrdinal> hidden) {
            return new Part(
                    row, hidden, DirtyHeads.reach(row.folded(), row.cursors().size(), hidden));
        }

        boolean isBeforeNewest() {
            return row.newest().filter(newest -> newest.sequence() > reach).isPresent();
        }
    }

    /// The messages up to a sequence: their number, and the newest one.
    private record Reached(long ordinal, Optional<Newest> newest) {
        static final Reached NOTHING = new Reached(0, Optional.empty());
    }

    /// A thread as recorded in `thread_relay`.
    private record Known(long moves, long folded, HiddenPlace hidden) {}

    private final Database database;
    private final int frames;

    /// Uses the service's database.
    @Inject
    public PostgresDirtyHeads(@Named("message") Database database) {
        this(database, RelaySql.FRAMES);
    }

    /// Folds at most so many frames per thread and round.
    PostgresDirtyHeads(Database database, int frames) {
        this.database = database;
        this.frames = frames;
    }

    @Override
    public List<DirtyHead> dirty(Collection<Integer> shards, Place after, int limit) {
        return database.read(connection -> {
            fold(connection, shards, after, limit);
            List<Row> rows = read(connection, shards, after, limit);
            Map<ThreadId, List<HiddenOrdinal>> hidden = hidden(connection, rows);
            List<Part> parts = rows.stream()
                    .map(row -> Part.of(row, hidden.getOrDefault(row.thread(), List.of())))
                    .toList();
            Map<ThreadId, Reached> earlier = earlier(connection, parts);
            return parts.stream().map(part -> head(part, earlier)).toList();
        });
    }

    private static DirtyHead head(Part part, Map<ThreadId, Reached> earlier) {
        Row row = part.row();
        List<HiddenOrdinal> hidden = part.hidden();
        long sequence = row.head().sequence();
        Reached reached = part.isBeforeNewest()
                ? earlier.getOrDefault(row.thread(), Reached.NOTHING)
                : new Reached(row.head().ordinal(), row.newest());
        boolean allHidden = hidden.size() < PART;
        boolean allMoves = row.cursors().size() < PART;
        var mark = new Mark(
                sequence,
                row.known().moves(),
                allMoves ? row.known().moves() : row.lastMove(),
                allHidden ? HiddenPlace.after(row.folded()) : HiddenPlace.of(hidden.getLast()),
                allHidden && allMoves && row.folded() == sequence);
        return new DirtyHead(
                row.thread(), new Head(part.reach(), reached.ordinal()), reached.newest(), row.cursors(), hidden, mark);
    }

    private void fold(Connection connection, Collection<Integer> shards, Place after, int limit) throws SQLException {
        try (var fold = connection.prepareStatement(RelaySql.FOLD)) {
            setPage(fold, shards, after, limit);
            fold.setLong(5, frames);
            fold.setString(6, WINDOW);
            fold.setString(7, WINDOW);
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
                var head = new Head(rows.getLong("sequence"), rows.getLong("ordinal"));
                Optional<Newest> newest = newest(rows);
                var known = new Known(rows.getLong("moves"), rows.getLong("folded_sequence"), hiddenPlace(rows));
                var cursors = new ArrayList<Cursor>();
                long lastMove = 0;
                do {
                    if (rows.getString("user_id") != null) {
                        cursors.add(PostgresCursorStore.read(rows));
                        lastMove = rows.getLong("read_move");
                    }
                    any = rows.next();
                } while (any && rows.getString("thread_id").equals(thread.value()));
                heads.add(new Row(thread, head, newest, List.copyOf(cursors), lastMove, known));
            }
        }
        return heads;
    }

    private static HiddenPlace hiddenPlace(ResultSet row) throws SQLException {
        return new HiddenPlace(
                row.getLong("settled_hidden"),
                row.getString("settled_hidden_user"),
                row.getLong("settled_hidden_ordinal"));
    }

    private static Optional<Newest> newest(ResultSet row) throws SQLException {
        String message = row.getString("frame_id");
        return message == null
                ? Optional.empty()
                : Optional.of(new Newest(
                        new MessageId(message),
                        row.getLong("message_sequence"),
                        SqlTime.get(row, "create_time"),
                        new UserId(row.getString("actor_id"))));
    }

    private static Map<ThreadId, Reached> earlier(Connection connection, List<Part> parts) throws SQLException {
        List<Part> before = parts.stream()
                .filter(part -> part.reach() > 0 && part.isBeforeNewest())
                .toList();
        var earlier = new HashMap<ThreadId, Reached>();
        if (before.isEmpty()) {
            return earlier;
        }
        try (var query = connection.prepareStatement(RelaySql.NEWEST)) {
            query.setObject(1, Columns.texts(before, part -> part.row().thread().value()));
            query.setObject(2, Columns.numbers(before, Part::reach));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    earlier.put(
                            new ThreadId(rows.getString("thread_id")),
                            new Reached(rows.getLong("ordinal"), newest(rows)));
                }
            }
        }
        return earlier;
    }

    private static Map<ThreadId, List<HiddenOrdinal>> hidden(Connection connection, List<Row> rows)
            throws SQLException {
        var hidden = new HashMap<ThreadId, List<HiddenOrdinal>>();
        if (rows.isEmpty()) {
            return hidden;
        }
        try (var query = connection.prepareStatement(RelaySql.HIDDEN)) {
            query.setObject(1, Columns.texts(rows, row -> row.thread().value()));
            query.setObject(2, Columns.numbers(rows, row -> row.known().hidden().version()));
            query.setObject(3, Columns.texts(rows, row -> row.known().hidden().viewer()));
            query.setObject(4, Columns.numbers(rows, row -> row.known().hidden().ordinal()));
            query.setObject(5, Columns.numbers(rows, Row::folded));
            Rows.list(query, PostgresDirtyHeads::hidden)
                    .forEach(one -> hidden.computeIfAbsent(one.thread(), thread -> new ArrayList<>())
                            .add(one));
        }
        return hidden;
    }

    private static HiddenOrdinal hidden(ResultSet row) throws SQLException {
        String viewer = row.getString("user_id");
        return new HiddenOrdinal(
                new ThreadId(row.getString("thread_id")),
                viewer.isEmpty() ? Optional.empty() : Optional.of(new UserId(viewer)),
                row.getLong("ordinal"),
                row.getLong("sequence"),
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
        database.read(connection -> {
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
                    5, Columns.numbers(heads, head -> head.mark().hidden().ordinal()));
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
    public void park(DirtyHead head, String reason) {
        database.read(connection -> {
            try (var park = connection.prepareStatement(RelaySql.PARK)) {
                park.setString(1, head.thread().value());
                park.setShort(2, (short) DirtyHeads.shardOf(head.thread()));
                park.setLong(3, head.mark().sequence());
                park.setLong(4, head.mark().moves());
                park.setString(5, reason);
                return park.executeUpdate();
            }
        });
    }

    @Override
    public List<Parked> parked(String after, int limit) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(RelaySql.PARKED)) {
                query.setString(1, after);
                query.setInt(2, limit);
                return Rows.list(
                        query, row -> new Parked(new ThreadId(row.getString(1)), row.getLong(2), row.getString(3)));
            }
        });
    }

    @Override
    public boolean retry(ThreadId thread) {
        return database.read(connection -> {
            try (var retry = connection.prepareStatement(RelaySql.RETRY)) {
                retry.setString(1, thread.value());
                retry.setShort(2, (short) DirtyHeads.shardOf(thread));
                return Rows.first(retry, row -> row.getLong(1)).orElseThrow() == 1;
            }
        });
    }
}
