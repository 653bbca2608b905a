package dev.parley.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.problem.PlatformProblem.PageTokenInvalid;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.CuttablePort;
import dev.parley.platform.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseTest {

    private CuttablePort port;
    private SampleDatabase sample;
    private Database database;

    @BeforeEach
    void create() {
        var test = TestPostgres.database();
        port = CuttablePort.to(test.port());
        sample = SampleDatabase.create(test.through(port.port()));
        database = sample.database();
    }

    @AfterEach
    void close() {
        sample.close();
        port.close();
    }

    @Test
    void exceptionOfTheWorkRollsItBack() {
        assertThatThrownBy(() -> database.transaction(c -> {
                    insert(c, "a", 1);
                    throw new PageTokenInvalid("page_token").exception();
                }))
                .hasMessage("PageTokenInvalid");

        assertThat(amount("a")).isZero();
    }

    @Test
    void brokenConstraintIsAnInternalErrorWithItsState() {
        insert("a", 1);

        assertThatThrownBy(() -> insert("a", 2))
                .isInstanceOfSatisfying(
                        UncheckedSqlException.class,
                        fault -> assertThat(fault.sqlState()).isEqualTo("23505"));
        assertThat(amount("a")).isEqualTo(1);
    }

    @Test
    void deadlockRunsTheWorkAgain() throws Exception {
        insert("a", 0);
        insert("b", 0);
        var both = new CyclicBarrier(2);
        var runs = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> crossUpdate(both, runs, "a", "b"));
            var other = threads.submit(() -> crossUpdate(both, runs, "b", "a"));
            one.get(20, TimeUnit.SECONDS);
            other.get(20, TimeUnit.SECONDS);
        }
        assertThat(amount("a")).isEqualTo(2);
        assertThat(amount("b")).isEqualTo(2);
        assertThat(runs).hasValueGreaterThan(2);
    }

    @Test
    void conflictThatDoesNotEndIsUnavailable() {
        var runs = new AtomicInteger();
        assertThatThrownBy(() -> database.transaction(c -> {
                    runs.incrementAndGet();
                    throw new SQLException("could not serialize access", "40001");
                }))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.problem()).isInstanceOf(StoreUnavailable.class));
        assertThat(runs).hasValue(5);
    }

    @Test
    void storeThatIsDownIsUnavailableInTimeAndRecovers() {
        insert("a", 1);
        port.cut();

        long start = System.nanoTime();
        assertThatThrownBy(() -> amount("a"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.problem()).isInstanceOf(StoreUnavailable.class));
        assertThatThrownBy(() -> insert("b", 1)).isInstanceOf(ProblemException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));

        port.restore();
        Awaitility.await().atMost(20, TimeUnit.SECONDS).ignoreExceptions().until(() -> amount("a") == 1);
    }

    private int crossUpdate(CyclicBarrier both, AtomicInteger runs, String first, String second) {
        return database.transaction(c -> {
            boolean isFirstRun = runs.incrementAndGet() <= 2;
            add(c, first);
            if (isFirstRun) {
                await(both);
            }
            return add(c, second);
        });
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static int add(Connection connection, String id) throws SQLException {
        try (var update = connection.prepareStatement("update item set amount = amount + 1 where id = ?")) {
            update.setString(1, id);
            return update.executeUpdate();
        }
    }

    private void insert(String id, int amount) {
        database.transaction(c -> insert(c, id, amount));
    }

    private static int insert(Connection connection, String id, int amount) throws SQLException {
        try (var insert = connection.prepareStatement("insert into item (id, amount) values (?, ?)")) {
            insert.setString(1, id);
            insert.setInt(2, amount);
            return insert.executeUpdate();
        }
    }

    private int amount(String id) {
        return database.withConnection(c -> {
            try (var query = c.prepareStatement("select amount from item where id = ?")) {
                query.setString(1, id);
                return Rows.first(query, row -> row.getInt(1)).orElse(0);
            }
        });
    }
}
