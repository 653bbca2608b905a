package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.thread.roster.MessageThread;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.roster.ThreadForm;
import dev.parley.thread.roster.ThreadLink;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/// Statements on the rows of threads, and on these with those who take part.
final class ThreadTable {
    private static final String SELECT = "select " + RosterRows.THREAD + ", " + RosterRows.PARTICIPANT + """
             from thread t
            left join participant p on p.thread_id = t.thread_id and p.status <> 'LEFT'
            """;
    private static final String ORDER = " order by t.thread_id, p.join_order";
    private static final String SHARED = """
            select t.thread_id from participant a
            join participant b on b.thread_id = a.thread_id
            join thread t on t.thread_id = a.thread_id
            where a.user_id = ? and b.user_id = ? and a.status <> 'LEFT' and b.status <> 'LEFT'
                and t.participant_count = 2
            """;
    private static final String INSERT = """
            insert into thread (form, kind, subject, link_type, link_id, creator_id, direct_key, create_time,
                owner_id, participant_count, join_count, update_time, version, thread_id)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String UPDATE = """
            update thread set owner_id = ?, participant_count = ?, join_count = ?, update_time = ?, version = ?
            where thread_id = ?
            """;
    private static final String FENCE =
            "update thread set fence_version_acked = ? where thread_id = ? and fence_version_acked < ?";

    private ThreadTable() {}

    /// Locks the rows that exist until the end of the transaction, in the order of their ids.
    static void lock(Connection connection, Collection<ThreadId> threads) throws SQLException {
        var sql = "select thread_id from thread where thread_id = any(?) order by thread_id for update";
        try (var query = connection.prepareStatement(sql)) {
            new SqlArrays<>(query, threads).text(ThreadId::value);
            query.execute();
        }
    }

    /// Those that exist, in the order of their ids; one statement, so that each is of one moment.
    static List<Roster> find(Connection connection, Collection<ThreadId> threads) throws SQLException {
        try (var query = connection.prepareStatement(SELECT + "where t.thread_id = any(?)" + ORDER)) {
            new SqlArrays<>(query, threads).text(ThreadId::value);
            return RosterRows.list(query, Roster::new);
        }
    }

    static List<Roster> findDirect(Connection connection, UserPair pair) throws SQLException {
        try (var query = connection.prepareStatement(SELECT + "where t.direct_key = ?" + ORDER)) {
            query.setString(1, pair.key());
            return RosterRows.list(query, Roster::new);
        }
    }

    /// The threads of which the two are the only participants.
    static List<ThreadId> findShared(Connection connection, UserPair pair) throws SQLException {
        try (var query = connection.prepareStatement(SHARED)) {
            query.setString(1, pair.first().value());
            query.setString(2, pair.second().value());
            return Rows.list(query, row -> new ThreadId(row.getString(1)));
        }
    }

    static void insert(Connection connection, Roster roster) throws SQLException {
        var thread = roster.thread();
        try (var insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, thread.form().name());
            insert.setString(2, thread.kind().name());
            insert.setString(3, thread.subject());
            insert.setString(4, thread.link().map(link -> link.type().name()).orElse(null));
            insert.setString(5, thread.link().map(ThreadLink::id).orElse(null));
            insert.setString(6, thread.creator().value());
            insert.setString(7, thread.form() == ThreadForm.DIRECT ? directKey(roster) : null);
            insert.setObject(8, Columns.utc(thread.createTime()));
            setChanging(insert, 9, thread);
            insert.executeUpdate();
        }
        ParticipantTable.put(connection, thread, roster.participants());
    }

    /// Keeps what differs from the roster before.
    static void update(Connection connection, Roster before, Roster after) throws SQLException {
        var thread = after.thread();
        try (var update = connection.prepareStatement(UPDATE)) {
            setChanging(update, 1, thread);
            update.executeUpdate();
        }
        var gone = before.participants().stream()
                .map(Participant::user)
                .filter(user -> after.find(user).isEmpty())
                .toList();
        var put = after.participants().stream()
                .filter(one -> !before.participants().contains(one))
                .toList();
        ParticipantTable.leave(connection, thread, gone);
        ParticipantTable.put(connection, thread, put);
    }

    static void fenceInForce(Connection connection, ThreadId thread, long version) throws SQLException {
        try (var update = connection.prepareStatement(FENCE)) {
            update.setLong(1, version);
            update.setString(2, thread.value());
            update.setLong(3, version);
            update.executeUpdate();
        }
    }

    private static void setChanging(PreparedStatement statement, int from, MessageThread thread) throws SQLException {
        statement.setString(from, thread.owner().map(UserId::value).orElse(null));
        statement.setInt(from + 1, thread.participantCount());
        statement.setLong(from + 2, thread.joinCount());
        statement.setObject(from + 3, Columns.utc(thread.updateTime()));
        statement.setLong(from + 4, thread.version());
        statement.setString(from + 5, thread.id().value());
    }

    private static String directKey(Roster roster) {
        return roster.pair().orElseThrow().key();
    }
}
