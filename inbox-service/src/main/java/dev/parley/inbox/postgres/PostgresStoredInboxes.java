package dev.parley.inbox.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folders;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.MergeOutcome;
import dev.parley.inbox.merge.MergeRound;
import dev.parley.inbox.merge.RowKey;
import dev.parley.inbox.merge.Seen;
import dev.parley.inbox.merge.ThreadState;
import dev.parley.inbox.rebuild.Expected;
import dev.parley.inbox.rebuild.StoredInboxes;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The inboxes in PostgreSQL, thread by thread.
@Singleton
public final class PostgresStoredInboxes implements StoredInboxes {

    static final String ALL = "select thread_id from thread_state where thread_id > ? order by thread_id limit ?";
    static final String OF_USER = """
            with own as materialized (select thread_id from inbox_place where user_id = ? and lead and folder > 0)
            select thread_id from own where thread_id > ? order by thread_id limit ?
            """;

    private final Database database;

    /// Uses the database of this service.
    public PostgresStoredInboxes(@Named("inbox") Database database) {
        this.database = database;
    }

    /// All statements see one snapshot, so that a place fits its row and its thread.
    @Override
    public Stored load(ThreadId thread, Collection<UserId> users) {
        return database.transaction(connection -> {
            try (var snapshot = connection.createStatement()) {
                snapshot.execute("set transaction isolation level repeatable read, read only");
            }
            return read(connection, thread, users);
        });
    }

    private static Stored read(Connection connection, ThreadId thread, Collection<UserId> users) throws SQLException {
        var threads = new ThreadTable(connection, Folders.RULE);
        ThreadState state = threads.load(List.of(thread)).getOrDefault(thread, ThreadState.unknown(thread));
        var wanted = new HashSet<>(users);
        wanted.addAll(state.users());
        return new Stored(state, threads.isPending(thread), rows(connection, thread, wanted));
    }

    private static Map<UserId, Seen> rows(Connection connection, ThreadId thread, Set<UserId> users)
            throws SQLException {
        var rows = new HashMap<UserId, Seen>();
        if (!users.isEmpty()) {
            new RowTable(connection)
                    .load(users.stream().map(user -> new RowKey(user, thread)).toList())
                    .forEach((key, seen) -> rows.put(key.user(), seen));
        }
        return rows;
    }

    @Override
    public List<ThreadId> threads(Optional<UserId> user, String after, int limit) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(user.isEmpty() ? ALL : OF_USER)) {
                int next = 1;
                if (user.isPresent()) {
                    query.setString(next++, user.get().value());
                }
                query.setString(next++, after);
                query.setInt(next, limit);
                return Rows.list(query, row -> new ThreadId(row.getString(1)));
            }
        });
    }

    @Override
    public Strays strays(Optional<RowKey> after, int limit) {
        return database.withConnection(connection -> new PlaceTable(connection).strays(after, limit));
    }

    @Override
    public Optional<List<Advance>> replace(Stored stored, Expected expected) {
        ThreadId thread = stored.thread().thread();
        return database.transaction(connection -> {
            var threads = new ThreadTable(connection, Folders.RULE);
            threads.lock(List.of(thread));
            var users = new HashSet<>(expected.rows().keySet());
            users.addAll(stored.rows().keySet());
            Stored now = read(connection, thread, users);
            if (!now.isSame(stored, users)) {
                return Optional.empty();
            }
            var round = MergeRound.ofTruth(stored.thread(), expected.thread(), expected.rows(), now.listed());
            MergeOutcome outcome = PostgresMergeStore.decide(connection, round);
            threads.writeFacts(outcome.threads());
            threads.writeHeads(outcome.threads());
            threads.setPlaced(thread);
            return Optional.of(PostgresMergeStore.write(connection, outcome));
        });
    }
}
