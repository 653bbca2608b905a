package dev.parley.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.health.DependencyCheck;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.CuttablePort;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The pool of a service, with the settings that every service has, on a store that misbehaves.
@Timeout(60)
class ServicePoolTest {

    private static final Duration RECOVERY = Duration.ofSeconds(20);
    private static final Map<String, Object> SMALL = Map.of("parley.sample.database.pool-size", 3);

    @Test
    void storeThatHangsIsUnavailableInTimeAndRecovers() {
        TestDatabase test = TestPostgres.database();
        try (var port = CuttablePort.to(test.port());
                var service = ServiceUnderTest.start(
                        "sample", test.through(port.port()).settingsFor("sample"))) {
            Database database = database(service);
            assertThat(answer(database)).isEqualTo(1);

            port.freeze();
            long start = System.nanoTime();
            unavailable(() -> answer(database));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));

            port.thaw();
            await().atMost(RECOVERY).ignoreExceptions().until(() -> answer(database) == 1);
        }
    }

    @Test
    void migrationMayTakeLongerThanALogin() {
        var settings = new HashMap<String, Object>();
        settings.put("datasources.sample.data-source-properties.socketTimeout", 1);
        settings.put("flyway.datasources.sample.locations", List.of("classpath:db/unhurried"));
        try (var service = ServiceUnderTest.start("sample", settings)) {
            assertThat(answer(database(service))).isEqualTo(1);
        }
    }

    @Test
    void sessionThatTheServerEndedIsUnavailableAndDropped() throws SQLException {
        TestDatabase test = TestPostgres.database();
        try (var service = ServiceUnderTest.start("sample", test.settingsFor("sample"));
                var observer = test.connect()) {
            Database database = database(service);
            unavailable(() -> database.transaction(c -> {
                run(c, "set idle_in_transaction_session_timeout = '50ms'");
                int session = session(c);
                await().atMost(RECOVERY).until(() -> !isAlive(observer, session));
                return run(c, "select 1");
            }));

            assertThat(answer(database)).isEqualTo(1);
        }
    }

    @Test
    void storeThatBecameReadOnlyIsUnavailableAndItsConnectionsAreDropped() throws SQLException {
        TestDatabase test = TestPostgres.database();
        try (var service = ServiceUnderTest.start("sample", test.settingsFor("sample"));
                var observer = test.connect()) {
            var session = new AtomicInteger();
            unavailable(() -> database(service).transaction(c -> {
                session.set(session(c));
                run(c, "set transaction read only");
                return run(c, "insert into item (id, amount) values ('a', 1)");
            }));

            await().atMost(RECOVERY).until(() -> !isAlive(observer, session.get()));
        }
    }

    @Test
    void busyPoolDoesNotCountAsDown() throws SQLException {
        try (var service = ServiceUnderTest.start("sample", SMALL);
                Connection first = database(service).dataSource().getConnection();
                Connection second = database(service).dataSource().getConnection();
                Connection third = database(service).dataSource().getConnection()) {
            assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
            unavailable(() -> answer(database(service)));
            assertThat(check(service).isServing()).isTrue();
        }
    }

    @Test
    void readsThatHangLeaveConnectionsForOtherWork() throws Exception {
        try (var service = ServiceUnderTest.start("sample", Map.of("parley.sample.database.pool-size", 4));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Database database = database(service);
            var begun = new AtomicInteger();
            var reads = new ArrayList<Future<?>>();
            for (int read = 0; read < 20; read++) {
                reads.add(threads.submit(() -> database.read(c -> {
                    begun.incrementAndGet();
                    return number(c, "select 1 from pg_sleep(1.5)");
                })));
            }
            await().until(() -> begun.get() == 2);
            for (int i = 0; i < 10; i++) {
                long start = System.nanoTime();
                assertThat(answer(database)).isEqualTo(1);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            }
            int refused = 0;
            for (Future<?> read : reads) {
                refused += isRefused(read) ? 1 : 0;
            }
            assertThat(refused).as("reads that waited for too long").isEqualTo(16);
        }
    }

    private static boolean isRefused(Future<?> read) throws InterruptedException {
        try {
            read.get();
            return false;
        } catch (ExecutionException refused) {
            assertThat(refused).hasCauseInstanceOf(ProblemException.class);
            return true;
        }
    }

    @Test
    void checkDetectsThatTheStoreHangsAndRecovers() {
        TestDatabase test = TestPostgres.database();
        try (var port = CuttablePort.to(test.port());
                var service = ServiceUnderTest.start(
                        "sample", test.through(port.port()).settingsFor("sample"))) {
            assertThat(check(service).isServing()).isTrue();
            port.freeze();
            assertThat(check(service).isServing()).isFalse();
            port.cut();
            assertThat(check(service).isServing()).isFalse();
            port.restore();
            port.thaw();
            await().atMost(RECOVERY).until(() -> check(service).isServing());
        }
    }

    private static Database database(ServiceUnderTest service) {
        return service.bean(Database.class);
    }

    private static DependencyCheck check(ServiceUnderTest service) {
        return service.context().getBeansOfType(DependencyCheck.class).stream()
                .filter(check -> check.name().equals("postgres.sample"))
                .findFirst()
                .orElseThrow();
    }

    private static void unavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.problem()).isInstanceOf(StoreUnavailable.class));
    }

    private static int answer(Database database) {
        return database.withConnection(c -> number(c, "select 1"));
    }

    private static int session(Connection connection) throws SQLException {
        return number(connection, "select pg_backend_pid()");
    }

    private static boolean isAlive(Connection connection, int session) throws SQLException {
        return number(connection, "select count(*)::int from pg_stat_activity where pid = " + session) > 0;
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            return Rows.first(query, row -> row.getInt(1)).orElseThrow();
        }
    }

    private static boolean run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }
}
