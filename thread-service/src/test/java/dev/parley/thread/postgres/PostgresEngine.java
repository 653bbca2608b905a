package dev.parley.thread.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.enums.Numbers;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlEnums;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import dev.parley.thread.block.BlockStore;
import dev.parley.thread.change.Consumer;
import dev.parley.thread.contract.ThreadEngine;
import dev.parley.thread.fence.AcknowledgedFences;
import dev.parley.thread.history.Actor;
import dev.parley.thread.history.HistoryStore;
import dev.parley.thread.history.ThreadEvent;
import dev.parley.thread.lookup.ThreadDirectory;
import dev.parley.thread.membership.RosterStore;
import dev.parley.thread.open.OpenStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The stores on a new database with the schema of this service.
final class PostgresEngine implements ThreadEngine {
    private static final Numbers<ThreadEvent.Kind> KINDS = Numbers.of(ThreadEvent.Kind.class);

    private final HikariDataSource pool;
    private final TestDatabase store;
    private final Database database;
    private final PostgresRosterStore rosters;
    private final PostgresBlockStore blocks;

    PostgresEngine() {
        store = TestPostgres.database().migrated("thread");
        pool = store.pool("thread");
        database = new Database(pool);
        rosters = new PostgresRosterStore(database);
        blocks = new PostgresBlockStore(database);
    }

    Database database() {
        return database;
    }

    @Override
    public OpenStore opens() {
        return rosters;
    }

    @Override
    public RosterStore rosters() {
        return rosters;
    }

    @Override
    public BlockStore blocks() {
        return blocks;
    }

    @Override
    public AcknowledgedFences fences() {
        return blocks;
    }

    @Override
    public ThreadDirectory directory() {
        return new PostgresThreadDirectory(database);
    }

    @Override
    public HistoryStore history() {
        return new PostgresHistoryStore(database);
    }

    @Override
    public void age(ThreadId thread, Duration by) {
        run("update thread_event set time = time - interval '%d seconds' where thread_id = '%s'"
                .formatted(by.toSeconds(), thread));
    }

    @Override
    public List<ThreadEvent> events(ThreadId thread) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(
                    "select kind, actor, user_id from thread_event where thread_id = ? order by version, position")) {
                query.setString(1, thread.value());
                return Rows.list(
                        query,
                        row -> new ThreadEvent(
                                SqlEnums.get(row, 1, KINDS),
                                Optional.ofNullable(row.getString(2)).map(Actor::new),
                                Optional.ofNullable(row.getString(3)).map(UserId::new)));
            }
        });
    }

    @Override
    public long owed(Consumer consumer, ThreadId thread) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement("select version from outbox where topic = ? and key = ?")) {
                query.setString(1, consumer.topic());
                query.setString(2, thread.value());
                return Rows.first(query, row -> row.getLong(1)).orElse(0L);
            }
        });
    }

    @Override
    public void forgetRequests() {
        run("update request_result set create_time = create_time - interval '31 days'");
    }

    /// Runs a statement on a session without the limits of the service, for as long as it takes.
    void run(String sql) {
        try (var session = store.connect();
                var statement = session.createStatement()) {
            session.setSchema("thread");
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
