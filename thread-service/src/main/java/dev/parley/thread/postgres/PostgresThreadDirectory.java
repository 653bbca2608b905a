package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.platform.postgres.SqlTime;
import dev.parley.thread.lookup.ThreadAccess;
import dev.parley.thread.lookup.ThreadDirectory;
import dev.parley.thread.lookup.ThreadQuery;
import dev.parley.thread.lookup.ThreadView;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.ThreadKind;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds threads in PostgreSQL. Reads of users have their own share of the connections, so that they cannot hold
/// up what is told to other services: rosters are found outside of it.
@Singleton
public final class PostgresThreadDirectory implements ThreadDirectory {
    private static final String PARTICIPANTS = "select " + ParticipantTable.COLUMNS + """
             from participant p where p.thread_id = ? and p.membership = 1 and p.join_order > ?
            order by p.join_order limit ?
            """;
    private static final String ACCESS = "select " + ThreadTable.COLUMNS + ", " + ParticipantTable.COLUMNS + """
             from participant p join thread t on t.thread_id = p.thread_id
            where p.thread_id = ? and p.user_id = ? and (p.membership = 1 or p.leave_version is not null)
            """;

    private final Database database;

    PostgresThreadDirectory(@Named("thread") Database database) {
        this.database = database;
    }

    /// Outside of the share of reads: only loops and jobs read them, one batch at a time.
    @Override
    public List<Roster> findAll(Collection<ThreadId> threads) {
        return database.withConnection(connection -> RosterTable.find(connection, threads));
    }

    @Override
    public Optional<Roster> findDirect(UserPair pair) {
        return database.read(connection -> RosterTable.findDirect(connection, pair));
    }

    @Override
    public List<ThreadView> findViews(Collection<ThreadId> threads, Optional<UserId> viewer) {
        return database.read(connection -> {
            if (viewer.isPresent()) {
                try (var query = connection.prepareStatement(ViewRows.OF_USER)) {
                    new SqlArrays<>(query, threads).text(ThreadId::value);
                    query.setString(2, viewer.get().value());
                    return ViewRows.list(query, viewer);
                }
            }
            try (var query = connection.prepareStatement(ViewRows.OF_ANYBODY)) {
                new SqlArrays<>(query, threads).text(ThreadId::value);
                return ViewRows.list(query, viewer);
            }
        });
    }

    @Override
    public List<ThreadView> list(ThreadQuery asked, int limit) {
        var kinds = asked.kinds().isEmpty() ? Set.of(ThreadKind.values()) : asked.kinds();
        return database.read(connection -> {
            try (var query = connection.prepareStatement(ViewRows.LIST)) {
                SqlArrays.from(1, query, kinds).enums(kind -> kind);
                query.setString(2, asked.user().value());
                SqlTime.set(query, 3, asked.after().map(at -> at.createTime()).orElse(null));
                query.setString(4, asked.after().map(at -> at.thread().value()).orElse(null));
                query.setInt(5, limit);
                query.setInt(6, limit);
                query.setString(7, asked.user().value());
                return ViewRows.list(query, Optional.of(asked.user()));
            }
        });
    }

    @Override
    public List<Participant> listParticipants(ThreadId thread, long afterOrder, int limit) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(PARTICIPANTS)) {
                query.setString(1, thread.value());
                query.setLong(2, afterOrder);
                query.setInt(3, limit);
                return Rows.list(query, ParticipantTable::participant);
            }
        });
    }

    @Override
    public Optional<ThreadAccess> findAccess(ThreadId thread, UserId user) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(ACCESS)) {
                query.setString(1, thread.value());
                query.setString(2, user.value());
                return Rows.first(
                        query,
                        row -> new ThreadAccess(
                                ThreadTable.thread(row),
                                ParticipantTable.participant(row),
                                ParticipantTable.isDeparted(row)
                                        ? Optional.of(ParticipantTable.departure(row))
                                        : Optional.empty()));
            }
        });
    }
}
