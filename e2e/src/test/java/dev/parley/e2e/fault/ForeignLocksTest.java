package dev.parley.e2e.fault;

import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.clientkit.call.User;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import dev.parley.platform.testing.TestTokens;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// All services while another session locks a table against writes, as `CREATE INDEX` does.
final class ForeignLocksTest {

    private static final List<String> SERVICES = List.of("thread", "message", "safety", "inbox");
    private static final List<String> TABLES =
            List.of("thread.thread", "message.thread_head", "inbox.inbox_row", "inbox.thread_state", "safety.block");

    /// Four pools, and one session for each health check.
    private static final int SESSIONS = 12 + 8 + 8 + 8 + 4;

    private static final int CALLERS = 20;
    private static final Duration ANSWER = Duration.ofSeconds(6);
    private static final Duration RECOVERY = Duration.ofSeconds(6);

    private static final Set<String> REASONS = Set.of(
            "STORE_UNAVAILABLE", "DEPENDENCY_UNAVAILABLE", "INBOX_BEHIND", "REQUEST_IN_PROGRESS", "RATE_LIMITED");

    @Test
    void lockedTablesExhaustNothing() throws Exception {
        whileLocked(List.of(TABLES), Duration.ofSeconds(4));
    }

    @Test
    @Tag("full")
    void tablesThatAreLockedForLongExhaustNothing() throws Exception {
        int seconds = Integer.getInteger("parley.lock.seconds", 20);
        whileLocked(List.of(TABLES), Duration.ofSeconds(seconds));
        whileLocked(TABLES.stream().map(List::of).toList(), Duration.ofSeconds(Math.min(5, seconds)));
    }

    /// Locks each of these sets of tables in turn.
    private static void whileLocked(List<List<String>> sets, Duration time) throws Exception {
        TestDatabase database = TestPostgres.database();
        try (var services = ServiceUnderTest.start(SERVICES, settings(database))) {
            ManagedChannel connection = plain(services);
            try {
                var town = new Town(connection);
                town.live();
                for (List<String> tables : sets) {
                    whileLocked(database, tables, time, town);
                }
            } finally {
                connection.shutdownNow();
            }
        }
    }

    private static void whileLocked(TestDatabase database, List<String> tables, Duration time, Town town)
            throws Exception {
        long longest = 0;
        int most = 0;
        try (Connection holder = database.connect();
                Connection watch = database.connect();
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            holder.setAutoCommit(false);
            run(holder, "lock table " + String.join(", ", tables) + " in share mode");
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() - end < 0) {
                var calls = new ArrayList<Future<Duration>>();
                for (int caller = 0; caller < CALLERS; caller++) {
                    town.calls().forEach(call -> calls.add(callers.submit(call)));
                }
                for (Future<Duration> call : calls) {
                    most = Math.max(most, sessions(watch));
                    longest = Math.max(longest, call.get().toMillis());
                }
            }
            holder.rollback();
        }
        long begin = System.nanoTime();
        await().atMost(RECOVERY)
                .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .until(town::live);
        System.out.printf(
                "%s locked for %d s: longest answer %d ms, most sessions %d, healed after %d ms%n",
                tables, time.toSeconds(), longest, most, (System.nanoTime() - begin) / 1_000_000);
        assertThat(most).as("sessions while %s", tables).isLessThanOrEqualTo(SESSIONS);
        assertThat(longest).as("longest answer").isLessThan(ANSWER.toMillis());
    }

    private static Map<String, Object> settings(TestDatabase database) {
        var settings = new HashMap<String, Object>();
        SERVICES.forEach(service -> {
            settings.putAll(database.settingsFor(service));
            settings.put("parley.targets." + service, "inprocess");
        });
        settings.put("parley.local.enabled", true);
        settings.put("parley.service-name", "standalone");
        settings.put(
                "parley.service-scopes",
                List.of("thread.policy", "message.fence", "message.preview", "safety.screen", "inbox.feed"));
        return settings;
    }

    /// A connection that does not retry.
    private static ManagedChannel plain(ServiceUnderTest services) {
        int port = services.bean(GrpcEmbeddedServer.class).getPort();
        return ParleyChannels.builder("127.0.0.1:" + port)
                .usePlaintext()
                .disableRetry()
                .build();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int sessions(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("""
                        select count(*) from pg_stat_activity
                        where datname = current_database() and application_name like 'parley-%'
                        """);
                var row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /// Two users and a stranger, and one call of each kind.
    private static final class Town {

        private final User alice;
        private final User bob;
        private String thread = "";

        Town(ManagedChannel connection) {
            alice = user(connection, User.newId("alice"));
            bob = user(connection, User.newId("bob"));
        }

        private static User user(ManagedChannel connection, String id) {
            var credentials = ParleyChannels.credentials(TokenCredentials.of(TestTokens.user(id)));
            return new User(id, ClientInterceptors.intercept(connection, credentials));
        }

        /// Does all that users do. Returns true.
        boolean live() {
            thread = alice.direct(bob.userId());
            String token = alice.sendText(thread, "Hello").getConsistencyToken();
            assertThat(bob.row(thread, token).getUnreadCount()).isPositive();
            long sequence = bob.newest(thread).getHead().getSequence();
            String read = bob.markRead(thread, sequence).getConsistencyToken();
            assertThat(bob.row(thread, read).getUnreadCount()).isZero();
            String other = User.newId("other");
            alice.direct(other);
            alice.block(other);
            return true;
        }

        List<Callable<Duration>> calls() {
            return List.of(
                    timed(() -> alice.send(thread, "Is there anybody?")),
                    timed(() -> bob.newest(thread)),
                    timed(() -> bob.markRead(thread, 1)),
                    timed(bob::rows),
                    timed(() -> bob.direct(User.newId("carol"))),
                    timed(() -> bob.block(User.newId("dave"))));
        }

        private static Callable<Duration> timed(Runnable call) {
            return () -> {
                long start = System.nanoTime();
                try {
                    call.run();
                } catch (StatusRuntimeException failure) {
                    assertThat(errorInfo(failure).getReason()).isIn(REASONS);
                }
                return Duration.ofNanos(System.nanoTime() - start);
            };
        }
    }
}
