package dev.parley.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.CuttablePort;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import io.grpc.Context;
import io.micronaut.data.connection.ConnectionOperations;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the server does to sessions that take too long, hold locks too long, or have lost their client.
@Timeout(60)
class SessionLimitsTest {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final String UPDATE = "update item set amount = amount + 1 where id = 'a'";

    private final TestDatabase test = TestPostgres.database();

    @Test
    void everySessionHasTheLimitsOfItsService() {
        try (var service = start(test, Map.of("statement-timeout", "2s", "lock-timeout", "700ms"))) {
            Database database = service.bean(Database.class);
            assertThat(shown(database, "statement_timeout")).isEqualTo("2s");
            assertThat(shown(database, "lock_timeout")).isEqualTo("700ms");
            assertThat(shown(database, "idle_in_transaction_session_timeout")).isEqualTo("3s");
            assertThat(shown(database, "client_connection_check_interval")).isEqualTo("1s");
            assertThat(shown(database, "tcp_keepalives_count")).isEqualTo("3");
        }
    }

    @Test
    void lockWaitEndsInTimeAndLeavesNoSessionBehind() throws SQLException {
        try (var service = start(test, Map.of("lock-timeout", "200ms"));
                var observer = test.connect();
                var watch = test.connect()) {
            Database database = service.bean(Database.class);
            insert(database);
            observer.setAutoCommit(false);
            run(observer, UPDATE.replace("item", "sample.item"));
            long sessions = sessions(watch);
            for (int i = 0; i < 5; i++) {
                unavailableSoon(() -> update(database));
            }
            assertThat(sessions(watch)).isLessThanOrEqualTo(sessions);

            observer.rollback();
            assertThat(update(database)).isEqualTo(1);
        }
    }

    @Test
    void sessionThatStopsInsideATransactionReleasesItsLocks() throws SQLException {
        try (var service = start(test, Map.of("idle-in-transaction-timeout", "300ms"))) {
            Database database = service.bean(Database.class);
            insert(database);
            try (Connection stopped = database.dataSource().getConnection()) {
                stopped.setAutoCommit(false);
                run(stopped, UPDATE);

                assertThat(update(database)).isEqualTo(1);
                assertThatThrownBy(stopped::commit).isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void sessionWhoseClientIsGoneStopsWaitingForItsLock() throws Exception {
        try (var port = CuttablePort.to(test.port());
                var service = start(
                        test.through(port.port()),
                        Map.of("connection-check-interval", "100ms", "lock-timeout", "1h", "statement-timeout", "1h"));
                var observer = test.connect();
                var watch = test.connect();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Database database = service.bean(Database.class);
            insert(database);
            observer.setAutoCommit(false);
            run(observer, UPDATE.replace("item", "sample.item"));
            var session = new AtomicInteger();
            var waiting = threads.submit(() -> database.transaction(c -> {
                session.set(number(c, "select pg_backend_pid()"));
                return run(c, UPDATE);
            }));
            await().until(() ->
                    number(observer, "select count(*)::int from pg_locks where not granted and pid = " + session.get())
                            == 1);
            port.cut();
            assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(ProblemException.class);
            await().until(() ->
                    number(watch, "select count(*)::int from pg_stat_activity where pid = " + session.get()) == 0);
        }
    }

    @Test
    void deadlineOfTheCallerEndsAStatementAndAllAttempts() throws Exception {
        try (var service = start(test, Map.of());
                var timer = Executors.newSingleThreadScheduledExecutor()) {
            Database database = service.bean(Database.class);
            var soon = Context.current().withDeadlineAfter(300, TimeUnit.MILLISECONDS, timer);
            unavailableSoon(() -> soon.call(() -> database.transaction(c -> run(c, "select pg_sleep(30)"))));

            var runs = new AtomicInteger();
            unavailableSoon(() -> soon.call(() -> database.transaction(c -> runs.incrementAndGet())));
            assertThat(runs).hasValue(0);

            var late = Context.current().withDeadlineAfter(1, TimeUnit.HOURS, timer);
            String limit = late.call(() -> database.transaction(c -> shown(c, "statement_timeout")));
            assertThat(limit).isEqualTo("3500ms");
            soon.close();
            late.close();
        }
    }

    @Test
    void micronautDataHasTheSameGuardedSource() {
        try (var service = start(test, Map.of())) {
            ConnectionOperations<Connection> operations = operations(service);
            int timeout = operations.executeRead(status -> {
                try {
                    return status.getConnection().getNetworkTimeout();
                } catch (SQLException failure) {
                    throw new UncheckedSqlException(failure);
                }
            });
            assertThat(timeout).isEqualTo(4000);
        }
    }

    @SuppressWarnings("unchecked")
    private static ConnectionOperations<Connection> operations(ServiceUnderTest service) {
        return service.context().getBean(ConnectionOperations.class, Qualifiers.byName("sample"));
    }

    private static ServiceUnderTest start(TestDatabase database, Map<String, String> limits) {
        var settings = new HashMap<String, Object>(database.settingsFor("sample"));
        limits.forEach((name, value) -> settings.put("parley.sample.database." + name, value));
        return ServiceUnderTest.start("sample", settings);
    }

    private static void unavailableSoon(ThrowingCallable call) {
        long start = System.nanoTime();
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.problem()).isInstanceOf(StoreUnavailable.class));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    private static void insert(Database database) {
        database.transaction(c -> run(c, "insert into item (id, amount) values ('a', 1)"));
    }

    private static int update(Database database) {
        return database.transaction(c -> {
            try (var statement = c.createStatement()) {
                return statement.executeUpdate(UPDATE);
            }
        });
    }

    private static String shown(Database database, String setting) {
        return database.withConnection(c -> shown(c, setting));
    }

    private static String shown(Connection connection, String setting) throws SQLException {
        try (var query = connection.prepareStatement("show " + setting)) {
            return Rows.one(query, row -> row.getString(1));
        }
    }

    private static long sessions(Connection connection) throws SQLException {
        return number(connection, "select count(*)::int from pg_stat_activity where datname = current_database()");
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            return Rows.one(query, row -> row.getInt(1));
        }
    }

    private static boolean run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }
}
