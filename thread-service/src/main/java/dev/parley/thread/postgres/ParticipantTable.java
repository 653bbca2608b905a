package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.enums.Numbers;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.platform.postgres.SqlEnums;
import dev.parley.platform.postgres.SqlTime;
import dev.parley.thread.history.Actor;
import dev.parley.thread.roster.Departure;
import dev.parley.thread.roster.GroupRole;
import dev.parley.thread.roster.MarketplaceRole;
import dev.parley.thread.roster.Membership;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.thread.MessageThread;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// Statements on the rows of current and former participants.
final class ParticipantTable {
    /// The columns of a participant `p`.
    static final String COLUMNS = """
            p.user_id, p.marketplace_role, p.role_context, p.group_role, p.membership, p.contact_closed, p.join_time,
            p.join_order, p.join_version, p.join_actor, p.leave_time, p.leave_version, p.leave_actor""";

    private static final Numbers<MarketplaceRole> ROLES = Numbers.of(MarketplaceRole.class);
    private static final Numbers<GroupRole> GROUP_ROLES = Numbers.of(GroupRole.class);
    private static final Numbers<Membership> MEMBERSHIPS =
            Numbers.of(Membership.class).orElse(Membership.REMOVED);
    private static final String PUT = """
            insert into participant (thread_id, thread_create_time, kind, membership, user_id, marketplace_role,
                role_context, group_role, contact_closed, join_time, join_order, join_version, join_actor)
            select ?, ?, ?, 1, * from unnest(?::text[], ?::smallint[], ?::text[], ?::smallint[], ?::boolean[],
                ?::timestamptz[], ?::bigint[], ?::bigint[], ?::text[])
            on conflict (thread_id, user_id) do update set membership = 1, kind = excluded.kind,
                marketplace_role = excluded.marketplace_role, role_context = excluded.role_context,
                group_role = excluded.group_role, contact_closed = excluded.contact_closed,
                join_time = excluded.join_time, join_order = excluded.join_order,
                join_version = excluded.join_version, join_actor = excluded.join_actor,
                leave_time = null, leave_version = null, leave_actor = null
            """;
    private static final String DEPART = """
            update participant p set membership = d.membership, contact_closed = false, leave_time = d.leave_time,
                leave_version = d.leave_version, leave_actor = d.leave_actor
            from unnest(?::text[], ?::smallint[], ?::timestamptz[], ?::bigint[], ?::text[])
                as d (user_id, membership, leave_time, leave_version, leave_actor)
            where p.thread_id = ? and p.user_id = d.user_id
            """;

    private static final String PRESENT =
            "select 1 from participant where thread_id = ? and user_id = ? and membership = 1";

    private ParticipantTable() {}

    /// Whether the actor is a current participant.
    static boolean isPresent(Connection connection, ThreadId thread, Actor actor) throws SQLException {
        try (var query = connection.prepareStatement(PRESENT)) {
            query.setString(1, thread.value());
            query.setString(2, actor.value());
            return Rows.isAny(query);
        }
    }

    /// Stores participants as given: new ones, changed ones and those who come back.
    static void put(Connection connection, MessageThread thread, List<Participant> participants) throws SQLException {
        if (participants.isEmpty()) {
            return;
        }
        try (var insert = connection.prepareStatement(PUT)) {
            insert.setString(1, thread.id().value());
            SqlTime.set(insert, 2, thread.identity().createTime());
            SqlEnums.set(insert, 3, thread.facts().kind());
            SqlArrays.from(4, insert, participants)
                    .text(one -> one.user().value())
                    .enums(one -> one.deal().role())
                    .text(one -> one.deal().context())
                    .enums(Participant::groupRole)
                    .flag(Participant::contactClosed)
                    .time(one -> one.join().time())
                    .bigint(one -> one.join().order())
                    .bigint(one -> one.join().version())
                    .text(one -> one.join().actor().value());
            insert.executeUpdate();
        }
    }

    /// Stores that users have left or were removed.
    static void depart(Connection connection, MessageThread thread, List<Departure> departures) throws SQLException {
        if (departures.isEmpty()) {
            return;
        }
        try (var update = connection.prepareStatement(DEPART)) {
            new SqlArrays<>(update, departures)
                    .text(one -> one.user().value())
                    .enums(Departure::membership)
                    .time(Departure::time)
                    .bigint(Departure::version)
                    .text(one -> one.actor().value());
            update.setString(6, thread.id().value());
            update.executeUpdate();
        }
    }

    /// Whether the row belongs to a former participant.
    static boolean isDeparted(ResultSet row) throws SQLException {
        return row.getString("leave_actor") != null;
    }

    static Participant participant(ResultSet row) throws SQLException {
        return new Participant(
                new UserId(row.getString("user_id")),
                new Participant.Deal(SqlEnums.get(row, "marketplace_role", ROLES), row.getString("role_context")),
                SqlEnums.get(row, "group_role", GROUP_ROLES),
                row.getBoolean("contact_closed"),
                new Participant.Join(
                        SqlTime.get(row, "join_time"),
                        row.getLong("join_order"),
                        row.getLong("join_version"),
                        new Actor(row.getString("join_actor"))));
    }

    static Departure departure(ResultSet row) throws SQLException {
        return new Departure(
                new UserId(row.getString("user_id")),
                SqlEnums.get(row, "membership", MEMBERSHIPS),
                new Actor(row.getString("leave_actor")),
                SqlTime.get(row, "leave_time"),
                row.getLong("leave_version"));
    }
}
