package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.postgres.cursor.CursorLane;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorMove;
import dev.parley.message.receipt.CursorStore;
import dev.parley.message.receipt.PendingMove;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlTime;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// The cursors on PostgreSQL. Sending also marks the message as read by its sender. That cursor is computed
/// from the log until the relay has stored it.
@Singleton
public final class PostgresCursorStore implements CursorStore {

    private final Database database;
    private final CursorLane lane;

    /// Uses the service's database.
    public PostgresCursorStore(@Named("message") Database database, @Named("message") Clock clock) {
        this.database = database;
        this.lane = new CursorLane(database, clock);
    }

    @Override
    public CompletableFuture<Cursor> move(
            CursorMove move, ThreadId thread, UserId user, long sequence, long fenceVersion) {
        var pending = new PendingMove(move, thread, user, sequence, fenceVersion);
        lane.submit(pending);
        return pending.result();
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
                return Rows.list(query, PostgresCursorStore::current);
            }
        });
    }

    private static Cursor current(ResultSet row) throws SQLException {
        UserId user = CursorTable.user(row);
        return CursorTable.row(row, user).current(CursorTable.newest(row, user));
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
                                .add(CursorTable.read(rows));
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
}
