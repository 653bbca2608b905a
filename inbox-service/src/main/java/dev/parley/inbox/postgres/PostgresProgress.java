package dev.parley.inbox.postgres;

import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.watch.InboxProgress;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads from PostgreSQL how far inboxes are.
@Singleton
public final class PostgresProgress implements InboxProgress {

    /// One column for each type of position; the two others are null. A position in a thread is reached only
    /// for a user who is or was a participant: a version of the thread named a join of the user, or the log
    /// set a cursor for one. A head is reached once the place of that user is exact up to it: the user was
    /// placed at that head or a later one, or the thread is not due, so that all its rows are up to date.
    ///
    /// A user who has left reaches only what the inbox knew of the thread when it learned of the leave, and
    /// what the user has read or sent. So no token tells whether the thread went on. The versions from a join
    /// until a leave may have been merged into one that names no join; then only the cursor counts. A place may
    /// also be missing because all were dropped, and the thread is not placed again yet.
    static final String REACHED = """
            select s.number
            from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[]) with ordinality
                as s (user_id, thread_id, head, cursor, version, number)
            join inbox_row r on r.user_id = s.user_id and r.thread_id = s.thread_id
            left join thread_state t on t.thread_id = s.thread_id
            left join thread_due d on d.thread_id = s.thread_id
            left join inbox_place p on p.user_id = s.user_id and p.thread_id = s.thread_id and p.lead
            left join inbox_leave l on l.user_id = s.user_id and l.thread_id = s.thread_id
            cross join lateral (select greatest(r.join_version, r.cursor_join_version) as newest) j
            where r.cursor_version >= s.cursor or j.newest > 0 and case
                when l.version >= j.newest then l.version >= s.version or l.sequence >= s.head or r.read_sequence >= s.head
                when p.folder > 0 or t.thread_version is null or t.thread_version < j.newest
                        or p.folder is null
                            and (t.rule = 0 or (select min(number) from inbox_dropped) is not null)
                    then t.thread_version >= s.version
                        or t.head_sequence >= s.head and (p.folder is null or p.as_of >= s.head or d.thread_id is null)
                else r.read_sequence >= s.head
            end
            """;

    /// Until a drop of the places is recorded for a user, all of the user's revisions are compacted.
    private static final String COMPACTED = """
            select greatest(
                (select revision from inbox_compacted where user_id = ?),
                (select value from inbox_revision
                    where key = ? and exists (select from inbox_dropped where noted_user < key)))
            """;

    private final Database database;

    /// Reads from the database of this service.
    public PostgresProgress(@Named("inbox") Database database) {
        this.database = database;
    }

    @Override
    public Set<Sought> reached(Collection<Sought> sought) {
        return database.withConnection(connection -> reached(connection, sought));
    }

    @Override
    public Set<Sought> reachedForCall(Collection<Sought> sought) {
        return database.read(connection -> reached(connection, sought));
    }

    private static Set<Sought> reached(Connection connection, Collection<Sought> sought) throws SQLException {
        var all = List.copyOf(sought);
        try (PreparedStatement select = connection.prepareStatement(REACHED)) {
            new SqlArrays<>(select, all)
                    .text(one -> one.reader().value())
                    .text(one -> one.thread().value())
                    .bigint(one -> one.position() instanceof Position.Head head ? head.value() : null)
                    .bigint(one -> one.position() instanceof Position.Cursor cursor ? cursor.value() : null)
                    .bigint(one -> one.position() instanceof Position.Facts facts ? facts.value() : null);
            return new HashSet<>(Rows.list(select, row -> all.get(row.getInt(1) - 1)));
        }
    }

    @Override
    public List<Advance> revisions(Collection<UserId> users) {
        return database.withConnection(connection -> {
            var current = UserRevisions.current(connection, users);
            return current.entrySet().stream()
                    .map(entry -> new Advance(entry.getKey(), entry.getValue()))
                    .toList();
        });
    }

    @Override
    public long compacted(UserId user) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(COMPACTED)) {
                select.setString(1, user.value());
                select.setString(2, user.value());
                return Rows.one(select, row -> row.getLong(1));
            }
        });
    }
}
