package dev.parley.thread.postgres;

import dev.parley.id.RequestId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.thread.change.Change;
import dev.parley.thread.roster.Departure;
import dev.parley.thread.roster.HiddenSenders;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.MessageThread;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads threads with their participants, and stores their changes.
final class RosterTable {
    /// Selects current participants, departures that the fence in force does not know yet, and former
    /// participants that are requested. Each part uses its own index. What is hidden comes with the first
    /// participant only, and in the same statement, because it refers to the participants by index.
    private static final String SELECT =
            "select " + ThreadTable.COLUMNS + ", " + ParticipantTable.COLUMNS + """
            , case when t.hidden_senders is not null then case when p.join_order = (
                select min(m.join_order) from participant m where m.thread_id = t.thread_id and m.membership = 1
            ) then t.hidden_senders end end as hidden_senders
             from thread t left join lateral (
                select a.* from participant a where a.thread_id = t.thread_id and a.membership = 1
                union all
                (select d.* from participant d
                where d.thread_id = t.thread_id and d.leave_version > t.fence_version_acked
                order by d.leave_version desc limit %d)
                union all
                select f.* from participant f
                where f.thread_id = t.thread_id and f.user_id = any(?) and f.leave_version <= t.fence_version_acked
            ) p on true
            """.formatted(Roster.LIMIT);
    static final String BY_ID = SELECT + "where t.thread_id = any(?) order by t.thread_id, p.join_order";
    private static final String BY_PAIR = SELECT + "where t.direct_key = ? order by p.join_order";

    private RosterTable() {}

    /// Returns the threads that exist, in id order.
    static List<Roster> find(Connection connection, Collection<ThreadId> threads) throws SQLException {
        return find(connection, threads, Set.of());
    }

    /// Returns the same, with the earlier participation of some users on each roster.
    static List<Roster> find(Connection connection, Collection<ThreadId> threads, Set<UserId> former)
            throws SQLException {
        try (var query = connection.prepareStatement(BY_ID)) {
            new SqlArrays<>(query, former).text(UserId::value).then(threads).text(ThreadId::value);
            return list(connection, query);
        }
    }

    static Optional<Roster> findDirect(Connection connection, UserPair pair) throws SQLException {
        try (var query = connection.prepareStatement(BY_PAIR)) {
            new SqlArrays<>(query, List.<UserId>of()).text(UserId::value);
            query.setString(2, pair.key());
            return list(connection, query).stream().findFirst();
        }
    }

    /// Stores a new thread and its outbox rows. Returns false if the pair already has a direct thread.
    static boolean insert(Connection connection, Change opened, Optional<UserPair> direct, Optional<RequestId> request)
            throws SQLException {
        var after = opened.after();
        var thread = after.thread();
        if (!ThreadTable.insert(connection, thread, direct)) {
            return false;
        }
        ParticipantTable.put(connection, thread, after.participants());
        HiddenColumn.update(connection, thread.id(), HiddenSenders.NONE, after.hidden());
        EventTable.append(connection, opened, request);
        ThreadOutbox.note(connection, opened);
        return true;
    }

    /// Stores the result of a change to a locked thread, and queues updates for other services.
    static void update(Connection connection, Roster before, Change change, Optional<RequestId> request)
            throws SQLException {
        if (change.isEmpty()) {
            return;
        }
        var after = change.after();
        var thread = after.thread();
        ThreadTable.update(connection, before.thread(), thread);
        ParticipantTable.depart(connection, thread, missing(after.departures(), before.departures()));
        ParticipantTable.put(connection, thread, missing(after.participants(), before.participants()));
        HiddenColumn.update(connection, thread.id(), before.hidden(), after.hidden());
        EventTable.append(connection, change, request);
        ThreadOutbox.note(connection, change);
    }

    private static <T> List<T> missing(List<T> here, List<T> there) {
        return here.stream().filter(one -> !there.contains(one)).toList();
    }

    private static List<Roster> list(Connection connection, PreparedStatement query) throws SQLException {
        Map<String, Rows> found = new LinkedHashMap<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                var id = row.getString("thread_id");
                var rows = found.get(id);
                if (rows == null) {
                    rows = new Rows(ThreadTable.thread(row));
                    found.put(id, rows);
                }
                rows.add(row);
            }
        }
        return found.values().stream().map(Rows::roster).toList();
    }

    /// The rows of one thread.
    private static final class Rows {
        private final MessageThread thread;
        private final List<Participant> present = new ArrayList<>();
        private final List<Departure> gone = new ArrayList<>();
        private HiddenSenders hidden = HiddenSenders.NONE;

        Rows(MessageThread thread) {
            this.thread = thread;
        }

        /// Adds the participant of a joined row, if it contains one.
        void add(ResultSet row) throws SQLException {
            if (row.getString("user_id") == null) {
                return;
            }
            if (ParticipantTable.isDeparted(row)) {
                gone.add(ParticipantTable.departure(row));
                return;
            }
            present.add(ParticipantTable.participant(row));
            byte[] senders = row.getBytes("hidden_senders");
            if (senders != null) {
                hidden = HiddenSenders.ofBytes(senders);
            }
        }

        Roster roster() {
            return new Roster(thread, present, gone, hidden);
        }
    }
}
