package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.thread.lookup.ThreadAccess;
import dev.parley.thread.lookup.ThreadDirectory;
import dev.parley.thread.lookup.ThreadPosition;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.roster.ThreadKind;
import dev.parley.thread.roster.ThreadView;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Finds threads in PostgreSQL; each query is one statement, and so of one moment.
@Singleton
public final class PostgresThreadDirectory implements ThreadDirectory {
    private static final String SELECT_VIEW = "select " + RosterRows.THREAD + ", " + RosterRows.PARTICIPANT;

    /// The case keeps the index from being asked for the participants of larger threads at all.
    private static final String JOIN_VIEW = """
             left join participant p on p.status <> 'LEFT'
                and p.thread_id = case when t.participant_count <= %d then t.thread_id end
            """.formatted(ThreadView.LISTED);
    private static final String VIEWS = SELECT_VIEW + " from thread t" + JOIN_VIEW + """
             where t.thread_id = any(?) and (?::text is null or exists (
                select 1 from participant me
                where me.thread_id = t.thread_id and me.user_id = ? and me.status <> 'LEFT'))
            order by t.thread_id, p.join_order
            """;
    private static final String LIST =
            """
            with page as (
                select me.thread_id from participant me join thread t on t.thread_id = me.thread_id
                where me.user_id = ? and me.status <> 'LEFT' and (?::text is null or t.kind = ?)
                    and (me.thread_create_time, me.thread_id) < (?, ?)
                order by me.thread_create_time desc, me.thread_id desc limit ?)
            """ + SELECT_VIEW + " from page join thread t on t.thread_id = page.thread_id" + JOIN_VIEW + """
             order by t.create_time desc, t.thread_id desc, p.join_order
            """;

    private final Database database;

    PostgresThreadDirectory(@Named("thread") Database database) {
        this.database = database;
    }

    @Override
    public Optional<Roster> find(ThreadId thread) {
        return findAll(List.of(thread)).stream().findFirst();
    }

    @Override
    public List<Roster> findAll(Collection<ThreadId> threads) {
        return database.read(connection -> ThreadTable.find(connection, threads));
    }

    @Override
    public Optional<Roster> findDirect(UserPair pair) {
        return database.read(connection -> ThreadTable.findDirect(connection, pair)).stream()
                .findFirst();
    }

    @Override
    public List<ThreadView> findViews(Collection<ThreadId> threads, Optional<UserId> participant) {
        var user = participant.map(UserId::value).orElse(null);
        return database.read(connection -> {
            try (var query = connection.prepareStatement(VIEWS)) {
                new SqlArrays<>(query, threads).text(ThreadId::value);
                query.setString(2, user);
                query.setString(3, user);
                return RosterRows.list(query, ThreadView::new);
            }
        });
    }

    @Override
    public List<ThreadView> list(
            UserId participant, Optional<ThreadKind> kind, Optional<ThreadPosition> after, int limit) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(LIST)) {
                query.setString(1, participant.value());
                query.setString(2, kind.map(Enum::name).orElse(null));
                query.setString(3, kind.map(Enum::name).orElse(null));
                if (after.isPresent()) {
                    query.setObject(4, Columns.utc(after.get().createTime()));
                    query.setString(5, after.get().thread().value());
                } else {
                    query.setObject(4, OffsetDateTime.MAX);
                    query.setString(5, "");
                }
                query.setInt(6, limit);
                return RosterRows.list(query, ThreadView::new);
            }
        });
    }

    @Override
    public Optional<ThreadAccess> findAccess(ThreadId thread, UserId user) {
        return database.read(connection -> ParticipantTable.findAccess(connection, thread, user));
    }
}
