package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.Cursor.Epoch;
import dev.parley.message.receipt.CursorStore;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlTime;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The cursors on PostgreSQL. Sending also marks the message as read by its sender. That cursor is computed
/// from the log until the relay has stored it.
@Singleton
public final class PostgresCursorStore implements CursorStore {

    /// The state from which a move starts.
    ///
    /// @param ordinal the ordinal at the requested sequence; null if there is no such frame
    private record Start(long head, @Nullable Long ordinal, Optional<Cursor> cursor) {

        Epoch epoch() {
            return cursor.map(Cursor::epoch).orElse(Epoch.FIRST);
        }
    }

    private final Database database;
    private final Clock clock;

    /// Uses the service's database.
    public PostgresCursorStore(@Named("message") Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Cursor advance(ThreadId thread, UserId user, long sequence) {
        return database.withConnection(connection -> {
            while (true) {
                Start start = find(connection, thread, user, sequence);
                Optional<Cursor> reached = start.cursor().filter(cursor -> cursor.readSequence() >= sequence);
                if (reached.isPresent()) {
                    return reached.get();
                }
                long delivered = start.cursor().map(Cursor::deliveredSequence).orElse(0L);
                var cursor =
                        new Cursor(user, sequence, ordinal(start, thread, sequence), now(), start.epoch(), delivered);
                if (move(connection, thread, cursor)) {
                    return cursor;
                }
            }
        });
    }

    @Override
    public Cursor moveBack(ThreadId thread, UserId user, long sequence) {
        return database.withConnection(connection -> {
            while (true) {
                Start start = find(connection, thread, user, sequence);
                Cursor known = start.cursor().orElseGet(() -> new Cursor(user, 0, 0, Instant.EPOCH));
                if (known.readSequence() <= sequence) {
                    return known;
                }
                long ordinal = sequence == 0 ? 0 : ordinal(start, thread, sequence);
                var cursor = new Cursor(
                        user, sequence, ordinal, now(), known.epoch().movedBack(), known.deliveredSequence());
                if (moveBack(connection, thread, start.head(), known, cursor)) {
                    return cursor;
                }
            }
        });
    }

    @Override
    public Cursor deliver(ThreadId thread, UserId user, long sequence) {
        return database.withConnection(connection -> {
            while (true) {
                Start start = find(connection, thread, user, sequence);
                Cursor known = start.cursor().orElseGet(() -> new Cursor(user, 0, 0, Instant.EPOCH));
                if (known.deliveredSequence() >= sequence) {
                    return known;
                }
                ordinal(start, thread, sequence);
                if (deliver(connection, thread, user, sequence)) {
                    return known.withDelivered(sequence);
                }
            }
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static long ordinal(Start start, ThreadId thread, long sequence) {
        if (start.ordinal() == null) {
            throw new SequenceBeyondHead(thread, sequence, start.head()).exception();
        }
        return start.ordinal();
    }

    @Override
    public List<Cursor> cursors(ThreadId thread, Collection<UserId> users, String after, int limit) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(CursorSql.LIST)) {
                query.setString(1, thread.value());
                query.setObject(2, Columns.texts(users, UserId::value));
                query.setString(3, thread.value());
                query.setObject(4, Columns.texts(users, UserId::value));
                query.setString(5, thread.value());
                query.setString(6, after);
                query.setInt(7, limit);
                return Rows.list(query, PostgresCursorStore::read);
            }
        });
    }

    @Override
    public Map<ThreadId, List<Cursor>> movedAfter(Map<ThreadId, Long> moves) {
        var threads = List.copyOf(moves.entrySet());
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(CursorSql.MOVED)) {
                query.setObject(
                        1, Columns.texts(threads, thread -> thread.getKey().value()));
                query.setObject(2, Columns.numbers(threads, Map.Entry::getValue));
                var moved = new HashMap<ThreadId, List<Cursor>>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        moved.computeIfAbsent(new ThreadId(rows.getString("thread_id")), thread -> new ArrayList<>())
                                .add(read(rows));
                    }
                }
                return moved;
            }
        });
    }

    @Override
    public List<Advance> advancesOver(ThreadId thread, Collection<UserId> users, long sequence) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(CursorSql.ADVANCES)) {
                query.setObject(1, Columns.texts(users, UserId::value));
                query.setString(2, thread.value());
                query.setLong(3, sequence);
                query.setString(4, thread.value());
                query.setLong(5, sequence);
                query.setLong(6, sequence);
                query.setString(7, thread.value());
                query.setLong(8, sequence);
                query.setString(9, thread.value());
                return Rows.list(
                        query,
                        row -> new Advance(
                                new UserId(row.getString("user_id")),
                                row.getLong("sequence"),
                                SqlTime.get(row, "advance_time")));
            }
        });
    }

    /// Reads a row that includes its user.
    static Cursor read(ResultSet row) throws SQLException {
        return read(row, new UserId(row.getString("user_id")));
    }

    private static Cursor read(ResultSet row, UserId user) throws SQLException {
        return new Cursor(
                user,
                row.getLong("read_sequence"),
                row.getLong("read_ordinal"),
                SqlTime.get(row, "read_time"),
                new Epoch(row.getLong("epoch"), row.getLong("join_version"), row.getLong("join_sequence")),
                row.getLong("delivered_sequence"));
    }

    private static Start find(Connection connection, ThreadId thread, UserId user, long sequence) throws SQLException {
        try (var query = connection.prepareStatement(CursorSql.FIND)) {
            query.setString(1, thread.value());
            query.setLong(2, sequence);
            query.setString(3, user.value());
            query.setString(4, thread.value());
            query.setString(5, user.value());
            query.setString(6, thread.value());
            return Rows.first(query, row -> start(row, user))
                    .orElseThrow(() -> new ThreadAccessDenied(thread).exception());
        }
    }

    private static Start start(ResultSet row, UserId user) throws SQLException {
        return new Start(
                row.getLong("head_sequence"),
                row.getObject("ordinal", Long.class),
                row.getString("read_sequence") == null ? Optional.empty() : Optional.of(read(row, user)));
    }

    /// Runs one statement that commits on its own. Returns false if another call has moved the cursor
    /// further.
    private static boolean move(Connection connection, ThreadId thread, Cursor cursor) throws SQLException {
        Instant window = cursor.readTime().minus(CursorSql.WINDOW);
        try (var move = connection.prepareStatement(CursorSql.MOVE)) {
            move.setString(1, thread.value());
            move.setString(2, cursor.user().value());
            move.setLong(3, cursor.readSequence());
            SqlTime.set(move, 4, window);
            move.setLong(5, cursor.readSequence());
            move.setLong(6, cursor.readOrdinal());
            SqlTime.set(move, 7, cursor.readTime());
            SqlTime.set(move, 8, cursor.readTime());
            move.setString(9, cursor.user().value());
            SqlTime.set(move, 10, window);
            move.setLong(11, cursor.epoch().number());
            move.setInt(12, DirtyHeads.shardOf(thread));
            return Rows.first(move, row -> row.getLong(1)).orElseThrow() == 1;
        }
    }

    /// Moves the cursor back from what was known at a head. Returns false if another call has moved the
    /// cursor since.
    private static boolean moveBack(Connection connection, ThreadId thread, long head, Cursor known, Cursor cursor)
            throws SQLException {
        try (var move = connection.prepareStatement(CursorSql.MOVE_BACK)) {
            move.setString(1, thread.value());
            move.setString(2, cursor.user().value());
            move.setLong(3, cursor.readSequence());
            move.setLong(4, cursor.readOrdinal());
            SqlTime.set(move, 5, cursor.readTime());
            move.setLong(6, known.epoch().number());
            move.setLong(7, head);
            move.setLong(8, known.readSequence());
            SqlTime.set(move, 9, known.readTime());
            move.setInt(10, DirtyHeads.shardOf(thread));
            return Rows.first(move, row -> row.getLong(1)).orElseThrow() == 1;
        }
    }

    /// Returns false if another call has delivered further.
    private static boolean deliver(Connection connection, ThreadId thread, UserId user, long sequence)
            throws SQLException {
        try (var deliver = connection.prepareStatement(CursorSql.DELIVER)) {
            deliver.setString(1, thread.value());
            deliver.setLong(2, sequence);
            deliver.setString(3, user.value());
            return Rows.first(deliver, row -> row.getLong(1)).orElseThrow() == 1;
        }
    }
}
