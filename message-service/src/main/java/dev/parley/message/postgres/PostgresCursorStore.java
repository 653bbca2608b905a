package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.Cursor.Epoch;
import dev.parley.message.receipt.CursorMove;
import dev.parley.message.receipt.CursorMove.Known;
import dev.parley.message.receipt.CursorMove.Outcome;
import dev.parley.message.receipt.CursorRow;
import dev.parley.message.receipt.CursorRow.Range;
import dev.parley.message.receipt.CursorRow.Send;
import dev.parley.message.receipt.CursorRow.Written;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The cursors on PostgreSQL. Sending also marks the message as read by its sender. That cursor is computed
/// from the log until the relay has stored it.
@Singleton
public final class PostgresCursorStore implements CursorStore {

    /// What a move is decided by.
    ///
    /// @param move the number of the newest move of the row; 0 if there is no row
    private record Found(Known known, long move) {}

    private final Database database;
    private final Clock clock;

    /// Uses the service's database.
    public PostgresCursorStore(@Named("message") Database database, @Named("message") Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Cursor advance(ThreadId thread, UserId user, long sequence) {
        return move(thread, user, CursorMove.READ, sequence);
    }

    @Override
    public Cursor moveBack(ThreadId thread, UserId user, long sequence) {
        return move(thread, user, CursorMove.BACK, sequence);
    }

    @Override
    public Cursor deliver(ThreadId thread, UserId user, long sequence) {
        return move(thread, user, CursorMove.DELIVER, sequence);
    }

    /// Repeats the move if another call or the relay has moved the cursor in the meantime, within the deadline
    /// of the caller.
    private Cursor move(ThreadId thread, UserId user, CursorMove move, long sequence) {
        Optional<Cursor> moved;
        do {
            moved = database.withConnection(connection -> {
                Found found = find(connection, thread, user, sequence);
                Outcome outcome = move.decide(found.known(), sequence, clock.instant());
                boolean kept = outcome.written().isEmpty()
                        || write(connection, thread, outcome.written().get(), found.move());
                return kept ? Optional.of(outcome.cursor()) : Optional.empty();
            });
        } while (moved.isEmpty());
        return moved.get();
    }

    @Override
    public List<Cursor> cursors(ThreadId thread, Collection<UserId> users, String after, int limit) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(CursorSql.LIST)) {
                query.setString(1, thread.value());
                query.setObject(2, Columns.texts(users, UserId::value));
                query.setString(3, thread.value());
                query.setObject(4, Columns.texts(users, UserId::value));
                query.setString(5, thread.value());
                query.setString(6, after);
                query.setInt(7, limit);
                return Rows.list(query, row -> row(row, user(row)).current(newest(row, user(row))));
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
        return database.read(connection -> {
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
        return read(row, user(row));
    }

    private static UserId user(ResultSet row) throws SQLException {
        return new UserId(row.getString("user_id"));
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

    private static CursorRow row(ResultSet row, UserId user) throws SQLException {
        return new CursorRow(
                read(row, user),
                SqlTime.get(row, "window_time"),
                row.getLong("epoch_sequence"),
                row.getLong("advance_sequence"),
                SqlTime.get(row, "advance_time"));
    }

    private static Optional<Send> newest(ResultSet row, UserId user) throws SQLException {
        long sequence = row.getLong("sent_sequence");
        return sequence == 0
                ? Optional.empty()
                : Optional.of(new Send(user, sequence, row.getLong("sent_ordinal"), SqlTime.get(row, "sent_time")));
    }

    private static Found find(Connection connection, ThreadId thread, UserId user, long sequence) throws SQLException {
        try (var query = connection.prepareStatement(CursorSql.FIND)) {
            query.setString(1, thread.value());
            query.setLong(2, sequence);
            query.setString(3, user.value());
            query.setString(4, thread.value());
            query.setString(5, user.value());
            query.setString(6, thread.value());
            return Rows.first(query, row -> found(row, thread, user))
                    .orElseThrow(() -> new ThreadAccessDenied(thread).exception());
        }
    }

    private static Found found(ResultSet row, ThreadId thread, UserId user) throws SQLException {
        Long ordinal = row.getObject("ordinal", Long.class);
        var known = new Known(
                thread,
                row(row, user),
                newest(row, user),
                row.getLong("head_sequence"),
                ordinal == null ? OptionalLong.empty() : OptionalLong.of(ordinal));
        return new Found(known, row.getLong("move"));
    }

    /// Runs one statement that commits on its own. Returns false if the row has moved since the given move.
    private static boolean write(Connection connection, ThreadId thread, Written written, long knownMove)
            throws SQLException {
        CursorRow row = written.row();
        Cursor cursor = row.cursor();
        try (var write = connection.prepareStatement(CursorSql.WRITE)) {
            write.setString(1, thread.value());
            write.setString(2, cursor.user().value());
            write.setLong(3, knownMove);
            write.setLong(4, written.read() ? 1 : 0);
            write.setLong(5, cursor.readSequence());
            write.setLong(6, cursor.readOrdinal());
            SqlTime.set(write, 7, cursor.readTime());
            SqlTime.set(write, 8, row.windowTime());
            write.setLong(9, cursor.deliveredSequence());
            write.setLong(10, cursor.epoch().number());
            write.setLong(11, row.epochSequence());
            write.setLong(12, cursor.epoch().joinVersion());
            write.setLong(13, cursor.epoch().joinSequence());
            write.setLong(14, row.advanceSequence());
            SqlTime.set(write, 15, row.advanceTime());
            write.setObject(16, Columns.numbers(written.ranges(), Range::sequence));
            write.setObject(
                    17,
                    Columns.numbers(
                            written.ranges(),
                            range -> range.time().orElseThrow().toEpochMilli()));
            write.setInt(18, DirtyHeads.shardOf(thread));
            return Rows.first(write, result -> result.getLong(1)).orElseThrow() == 1;
        }
    }
}
