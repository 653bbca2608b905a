package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.platform.postgres.Rows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rows of `fence`. They are written under the lock of the thread's head.
final class FenceTable {

    private static final String FIND =
            "select thread_id, version, status, user_ids, blocked_ids from fence where thread_id = any (?)";
    private static final String PUT = """
            insert into fence (thread_id, version, status, user_ids, blocked_ids) values (?, ?, ?, ?, ?)
            on conflict (thread_id) do update set version = excluded.version, status = excluded.status,
                user_ids = excluded.user_ids, blocked_ids = excluded.blocked_ids
            """;

    private FenceTable() {}

    static Optional<Fence> find(Connection connection, ThreadId thread) throws SQLException {
        return find(connection, Set.of(thread)).stream().findFirst();
    }

    static List<Fence> find(Connection connection, Collection<ThreadId> threads) throws SQLException {
        try (var query = connection.prepareStatement(FIND)) {
            query.setObject(1, Columns.texts(threads, ThreadId::value));
            return Rows.list(query, FenceTable::read);
        }
    }

    static void put(Connection connection, Fence fence) throws SQLException {
        try (var put = connection.prepareStatement(PUT)) {
            put.setString(1, fence.thread().value());
            put.setLong(2, fence.version());
            put.setInt(3, toColumn(fence.status()));
            put.setObject(
                    4,
                    fence.participants().keySet().stream()
                            .map(UserId::value)
                            .sorted()
                            .toArray(String[]::new));
            put.setObject(
                    5,
                    fence.participants().entrySet().stream()
                            .filter(Map.Entry::getValue)
                            .map(participant -> participant.getKey().value())
                            .sorted()
                            .toArray(String[]::new));
            put.executeUpdate();
        }
    }

    private static Fence read(ResultSet row) throws SQLException {
        var participants = new HashMap<UserId, Boolean>();
        for (String user : (String[]) row.getArray("user_ids").getArray()) {
            participants.put(new UserId(user), false);
        }
        for (String user : (String[]) row.getArray("blocked_ids").getArray()) {
            participants.put(new UserId(user), true);
        }
        return new Fence(
                new ThreadId(row.getString("thread_id")),
                row.getLong("version"),
                toStatus(row.getInt("status")),
                participants);
    }

    private static int toColumn(Fence.Status status) {
        return switch (status) {
            case OPEN -> 1;
            case LOCKED -> 2;
            case ARCHIVED -> 3;
        };
    }

    private static Fence.Status toStatus(int column) {
        return switch (column) {
            case 1 -> Fence.Status.OPEN;
            case 2 -> Fence.Status.LOCKED;
            case 3 -> Fence.Status.ARCHIVED;
            default -> throw new IllegalStateException("Fence of unknown status " + column);
        };
    }
}
