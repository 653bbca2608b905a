package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.enums.Numbers;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.platform.postgres.SqlEnums;
import dev.parley.platform.postgres.SqlTime;
import dev.parley.thread.history.Actor;
import dev.parley.thread.thread.MessageThread;
import dev.parley.thread.thread.ThreadForm;
import dev.parley.thread.thread.ThreadKind;
import dev.parley.thread.thread.ThreadLink;
import dev.parley.thread.thread.ThreadStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Statements on the rows of threads.
final class ThreadTable {
    /// The columns of a thread `t`.
    static final String COLUMNS = """
            t.thread_id, t.form, t.creator, t.create_time, t.kind, t.subject, t.order_id, t.booking_id, t.leg_id,
            t.lbg_id, t.posting_id, t.status, t.status_time, t.owner_id, t.participant_count, t.join_count, t.version,
            t.fence_version, t.fence_version_acked, t.update_time, t.shown_version, t.shown_time""";

    private static final Numbers<ThreadForm> FORMS = Numbers.of(ThreadForm.class);
    private static final Numbers<ThreadKind> KINDS = Numbers.of(ThreadKind.class);
    private static final Numbers<ThreadStatus> STATUSES = Numbers.of(ThreadStatus.class);
    private static final String LOCK =
            "select thread_id from thread where thread_id = any(?) order by thread_id for update";
    private static final String LOCK_FREE = LOCK + " skip locked";
    private static final String INSERT = """
            insert into thread (thread_id, form, creator, create_time, direct_key, kind, subject, order_id, booking_id,
                leg_id, lbg_id, posting_id, status, status_time, owner_id, participant_count, join_count, version,
                fence_version, update_time, shown_version, shown_time)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (direct_key) do nothing
            """;
    private static final String FENCE = """
            update thread t set fence_version_acked = a.version from unnest(?::text[], ?::bigint[]) as a (thread_id, version)
            where t.thread_id = a.thread_id and t.fence_version_acked < a.version
            """;

    private ThreadTable() {}

    /// Locks the existing rows until the end of the transaction, in id order.
    static void lock(Connection connection, Collection<ThreadId> threads) throws SQLException {
        try (var query = connection.prepareStatement(LOCK)) {
            new SqlArrays<>(query, threads).text(ThreadId::value);
            query.execute();
        }
    }

    /// Locks those rows that exist and that no other session has locked. Returns their threads, in id order.
    static List<ThreadId> lockFree(Connection connection, Collection<ThreadId> threads) throws SQLException {
        try (var query = connection.prepareStatement(LOCK_FREE)) {
            new SqlArrays<>(query, threads).text(ThreadId::value);
            return Rows.list(query, ThreadTable::id);
        }
    }

    /// Stores a new thread. Returns false, and stores nothing, if the pair of a direct thread already has
    /// one.
    static boolean insert(Connection connection, MessageThread thread, Optional<UserPair> direct) throws SQLException {
        try (var insert = connection.prepareStatement(INSERT)) {
            var identity = thread.identity();
            insert.setString(1, identity.id().value());
            SqlEnums.set(insert, 2, identity.form());
            insert.setString(3, identity.creator().value());
            SqlTime.set(insert, 4, identity.createTime());
            insert.setString(5, direct.map(UserPair::key).orElse(null));
            int next = 6;
            for (var group : ThreadColumns.values()) {
                next = group.set(insert, next, thread);
            }
            return insert.executeUpdate() == 1;
        }
    }

    /// Stores the groups of columns that differ, and the stamp.
    static void update(Connection connection, MessageThread before, MessageThread after) throws SQLException {
        var groups = ThreadColumns.changed(before, after);
        try (var update = connection.prepareStatement(ThreadColumns.update(groups))) {
            int next = 1;
            for (var group : groups) {
                next = group.set(update, next, after);
            }
            update.setString(next, after.id().value());
            update.executeUpdate();
        }
    }

    /// Records acknowledged fences.
    static void fencesInForce(Connection connection, Map<ThreadId, Long> versions) throws SQLException {
        try (var update = connection.prepareStatement(FENCE)) {
            new SqlArrays<>(update, versions.entrySet())
                    .text(entry -> entry.getKey().value())
                    .bigint(Map.Entry::getValue);
            update.executeUpdate();
        }
    }

    static MessageThread thread(ResultSet row) throws SQLException {
        return new MessageThread(
                new MessageThread.Identity(
                        new ThreadId(row.getString("thread_id")),
                        SqlEnums.get(row, "form", FORMS),
                        new Actor(row.getString("creator")),
                        SqlTime.get(row, "create_time")),
                new MessageThread.Facts(SqlEnums.get(row, "kind", KINDS), row.getString("subject"), link(row)),
                new MessageThread.Standing(SqlEnums.get(row, "status", STATUSES), SqlTime.get(row, "status_time")),
                new MessageThread.ParticipantSummary(
                        Optional.ofNullable(row.getString("owner_id")).map(UserId::new),
                        row.getInt("participant_count"),
                        row.getLong("join_count")),
                new MessageThread.Stamp(
                        row.getLong("version"),
                        row.getLong("fence_version"),
                        row.getLong("fence_version_acked"),
                        SqlTime.get(row, "update_time"),
                        new MessageThread.Shown(row.getLong("shown_version"), SqlTime.get(row, "shown_time"))));
    }

    /// Returns the ids of a query with one column.
    static ThreadId id(ResultSet row) throws SQLException {
        return new ThreadId(row.getString(1));
    }

    private static Optional<ThreadLink> link(ResultSet row) throws SQLException {
        Map<ThreadLink.Type, String> ids = new EnumMap<>(ThreadLink.Type.class);
        for (var type : ThreadLink.Type.values()) {
            var id = row.getString(ThreadColumns.column(type));
            if (id != null) {
                ids.put(type, id);
            }
        }
        return ids.isEmpty() ? Optional.empty() : Optional.of(new ThreadLink(ids));
    }
}
