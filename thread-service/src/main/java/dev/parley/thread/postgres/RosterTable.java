package dev.parley.thread.postgres;

import dev.parley.id.RequestId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.thread.change.Change;
import dev.parley.thread.roster.BlockedPair;
import dev.parley.thread.roster.Departure;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.MessageThread;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads threads with their participants, and stores their changes.
final class RosterTable {
    /// Selects current participants, departures that the fence in force does not know yet, and former
    /// participants that are requested. Each part uses its own index.
    private static final String SELECT =
            "select " + ThreadTable.COLUMNS + ", " + ParticipantTable.COLUMNS + """
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
        HiddenPairTable.update(connection, thread.id(), List.of(), after.hiddenPairs());
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
        HiddenPairTable.update(connection, thread.id(), before.hiddenPairs(), after.hiddenPairs());
        EventTable.append(connection, change, request);
        ThreadOutbox.note(connection, change);
    }

    private static <T> List<T> missing(List<T> here, List<T> there) {
        return here.stream().filter(one -> !there.contains(one)).toList();
    }

    /// The hidden pairs are read after the threads, so they are never older than the version that they go
    /// with. If they are newer, a newer version of the thread follows and carries them again.
    private static List<Roster> list(Connection connection, PreparedStatement query) throws SQLException {
        Map<String, Rows> found = new LinkedHashMap<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                var id = row.getString("thread_id");
                var rows = found.get(id);
                if (rows == null) {
                    rows = new Rows(ThreadTable.thread(row), new ArrayList<>(), new ArrayList<>());
                    found.put(id, rows);
                }
                rows.add(row);
            }
        }
        var larger = found.values().stream()
                .filter(rows -> rows.present().size() > 2)
                .map(rows -> rows.thread().id())
                .toList();
        var hidden = HiddenPairTable.find(connection, larger);
        return found.entrySet().stream()
                .map(entry -> entry.getValue().roster(hidden.getOrDefault(entry.getKey(), List.of())))
                .toList();
    }

    /// The rows of one thread.
    private record Rows(MessageThread thread, List<Participant> present, List<Departure> gone) {
        /// Adds the participant of a joined row, if it contains one.
        void add(ResultSet row) throws SQLException {
            if (row.getString("user_id") == null) {
                return;
            }
            if (ParticipantTable.isDeparted(row)) {
                gone.add(ParticipantTable.departure(row));
            } else {
                present.add(ParticipantTable.participant(row));
            }
        }

        Roster roster(List<BlockedPair> hidden) {
            Map<UserId, Long> order = new LinkedHashMap<>();
            present.forEach(one -> order.put(one.user(), one.join().order()));
            var sorted = hidden.stream()
                    .filter(pair -> order.containsKey(pair.blocker()) && order.containsKey(pair.blocked()))
                    .sorted(Comparator.comparing((BlockedPair pair) -> order.getOrDefault(pair.blocker(), 0L))
                            .thenComparing(pair -> order.getOrDefault(pair.blocked(), 0L)))
                    .toList();
            return new Roster(thread, present, gone, sorted);
        }
    }
}
