package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.thread.lookup.ThreadAccess;
import dev.parley.thread.roster.MessageThread;
import dev.parley.thread.roster.Participant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Statements on the rows of participants.
final class ParticipantTable {
    private static final String PUT = """
            insert into participant (thread_id, thread_create_time, user_id, marketplace_role, group_role, role_context,
                status, join_time, join_order)
            select ?, ?, * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
                ?::bigint[])
            on conflict (thread_id, user_id) do update set marketplace_role = excluded.marketplace_role,
                group_role = excluded.group_role, role_context = excluded.role_context, status = excluded.status,
                join_time = excluded.join_time, join_order = excluded.join_order, leave_time = null
            """;
    private static final String LEAVE =
            "update participant set status = 'LEFT', leave_time = ? where thread_id = ? and user_id = any(?)";
    private static final String ACCESS = "select " + RosterRows.PARTICIPANT + """
            , t.version, exists (
                select 1 from participant b where b.thread_id = t.thread_id and b.status = 'BLOCKED') as contact_blocked
            from participant p join thread t on t.thread_id = p.thread_id
            where p.thread_id = ? and p.user_id = ?
            """;

    private ParticipantTable() {}

    /// Keeps participants as they are given, new ones, changed ones and those who come back.
    static void put(Connection connection, MessageThread thread, List<Participant> participants) throws SQLException {
        if (participants.isEmpty()) {
            return;
        }
        try (var insert = connection.prepareStatement(PUT)) {
            insert.setString(1, thread.id().value());
            insert.setObject(2, Columns.utc(thread.createTime()));
            SqlArrays.from(3, insert, participants)
                    .text(one -> one.user().value())
                    .text(one -> one.marketplaceRole().name())
                    .text(one -> one.groupRole().name())
                    .text(Participant::roleContext)
                    .text(one -> one.status().name())
                    .time(Participant::joinTime)
                    .number(Participant::joinOrder);
            insert.executeUpdate();
        }
    }

    /// Notes that users left at the time of this version of the thread.
    static void leave(Connection connection, MessageThread thread, Collection<UserId> users) throws SQLException {
        if (users.isEmpty()) {
            return;
        }
        try (var update = connection.prepareStatement(LEAVE)) {
            update.setObject(1, Columns.utc(thread.updateTime()));
            update.setString(2, thread.id().value());
            SqlArrays.from(3, update, users).text(UserId::value);
            update.executeUpdate();
        }
    }

    static Optional<ThreadAccess> findAccess(Connection connection, ThreadId thread, UserId user) throws SQLException {
        try (var query = connection.prepareStatement(ACCESS)) {
            query.setString(1, thread.value());
            query.setString(2, user.value());
            return Rows.first(
                    query,
                    row -> new ThreadAccess(
                            RosterRows.participant(row), row.getBoolean("contact_blocked"), row.getLong("version")));
        }
    }
}
