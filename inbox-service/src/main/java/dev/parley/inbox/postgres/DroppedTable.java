package dev.parley.inbox.postgres;

import dev.parley.platform.postgres.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `inbox_dropped`: the work that remains after `inbox_place` was dropped, done in slices. A slice
/// and the record of its progress are one transaction, so any process continues where another one was killed.
/// Two processes never work on the same drop at the same time, and neither waits for the other.
final class DroppedTable {

    private static final String NEXT_USERS = """
            select number, noted_user from inbox_dropped where noted_user is not null
            order by number limit 1 for update skip locked
            """;

    private static final String NEXT_THREADS = """
            select number, marked_thread from inbox_dropped where noted_user is null
            order by number limit 1 for update skip locked
            """;

    /// A revision that was drawn since the drop does no harm: a reader then starts again without need.
    static final String NOTE = """
            with slice as (
                select key, value from inbox_revision where key > ? order by key limit ?
            ), noted as (
                insert into inbox_compacted as c (user_id, revision) select key, value from slice
                on conflict (user_id) do update set revision = greatest(c.revision, excluded.revision)
            )
            select max(key) from slice
            """;

    /// Locks the threads in the order of merges.
    static final String MARK = """
            with slice as (
                select thread_id from thread_state where thread_id > ? order by thread_id limit ? for update
            ), marked as (
                update thread_state t set rule = 0 from slice s where t.thread_id = s.thread_id and t.rule > 0
            )
            select max(thread_id) from slice
            """;

    private static final String NOTED = "update inbox_dropped set noted_user = ? where number = ?";
    private static final String MARKED = "update inbox_dropped set marked_thread = ? where number = ?";
    private static final String DONE = "delete from inbox_dropped where number = ?";

    private final Connection connection;

    /// A drop, and the last key that was processed.
    private record Drop(long number, String done) {}

    DroppedTable(Connection connection) {
        this.connection = connection;
    }

    /// Records for some users that the removed rows are lost. Returns whether there was a drop with anything
    /// to record.
    boolean noteUsers(int limit) throws SQLException {
        var drop = next(NEXT_USERS);
        if (drop.isPresent()) {
            write(NOTED, slice(NOTE, drop.get(), limit).orElse(null), drop.get());
        }
        return drop.isPresent();
    }

    /// Marks some threads to be placed again. Returns whether there was a drop with anything to mark.
    boolean markThreads(int limit) throws SQLException {
        var drop = next(NEXT_THREADS);
        if (drop.isPresent()) {
            var last = slice(MARK, drop.get(), limit);
            if (last.isPresent()) {
                write(MARKED, last.get(), drop.get());
            } else {
                end(drop.get());
            }
        }
        return drop.isPresent();
    }

    private Optional<Drop> next(String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            return Rows.first(select, row -> new Drop(row.getLong(1), row.getString(2)));
        }
    }

    /// Returns the last key of the slice; empty if nothing was left.
    private Optional<String> slice(String sql, Drop drop, int limit) throws SQLException {
        try (PreparedStatement slice = connection.prepareStatement(sql)) {
            slice.setString(1, drop.done());
            slice.setInt(2, limit);
            return Rows.one(slice, row -> Optional.ofNullable(row.getString(1)));
        }
    }

    private void write(String sql, @Nullable String last, Drop drop) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setString(1, last);
            write.setLong(2, drop.number());
            write.executeUpdate();
        }
    }

    private void end(Drop drop) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DONE)) {
            delete.setLong(1, drop.number());
            delete.executeUpdate();
        }
    }
}
