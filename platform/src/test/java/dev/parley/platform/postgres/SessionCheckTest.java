package dev.parley.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.platform.application.StartException;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import io.micronaut.context.exceptions.ConfigurationException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// A service does not start on sessions without the limits that it relies on, as behind a proxy that drops
/// startup options.
final class SessionCheckTest {

    private static final List<String> LIMITS = List.of(
            "statement_timeout",
            "lock_timeout",
            "idle_in_transaction_session_timeout",
            "client_connection_check_interval");

    private final TestDatabase database = TestPostgres.database();
    private final Logger logger = (Logger) LoggerFactory.getLogger(SessionCheck.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    /// Starts a service whose startup options do not reach the database.
    private static ServiceUnderTest startWithoutOptions(TestDatabase role) {
        var settings = new HashMap<String, Object>(role.settingsFor("sample"));
        settings.put("datasources.sample.data-source-properties.options", "-c application_name=dropped");
        return ServiceUnderTest.start("sample", settings);
    }

    @Test
    void serviceDoesNotStartUnlessItsRoleHasTheLimitsThatAProxyDrops() throws SQLException {
        TestDatabase role = database.withRole("limited");
        for (String limit : LIMITS) {
            assertThatThrownBy(() -> startWithoutOptions(role).close())
                    .as("before the role has %s", limit)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("sample")
                    .hasMessageContaining("alter role");
            database.run("alter role " + role.user() + " set " + limit + " = '1s'");
        }
        try (var service = startWithoutOptions(role)) {
            assertThat(service.bean(Database.class)).isNotNull();
            assertThat(log.list)
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event.getFormattedMessage()).contains("shorter than"));
        }
    }

    @Test
    void poolOfOneConnectionIsRefusedWithTheReason() {
        var settings = new HashMap<String, Object>(database.settingsFor("sample"));
        settings.put("parley.sample.database.pool-size", 1);
        assertThatThrownBy(() -> ServiceUnderTest.start("sample", settings).close())
                .isInstanceOf(StartException.class)
                .hasMessage("parley.sample.database.pool-size must be at least 2, and is 1");
    }

    @Test
    void superuserIsReportedAndAnOrdinaryRoleIsNot() throws SQLException {
        try (var _ = ServiceUnderTest.start("sample", database.settingsFor("sample"))) {
            assertThat(log.list)
                    .singleElement()
                    .satisfies(event -> assertThat(event.getFormattedMessage()).contains("superuser postgres"));
        }
        log.list.clear();
        TestDatabase other = TestPostgres.database().withRole("ordinary");
        try (var _ = ServiceUnderTest.start("sample", other.settingsFor("sample"))) {
            assertThat(log.list).isEmpty();
        }
    }

    @Test
    void connectionsThatShareASessionAreRefused() throws SQLException {
        try (Connection session = database.connect()) {
            var proxy = (DataSource) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (_, _, _) -> shared(session));
            assertThatThrownBy(() -> SessionCheck.check("sample", proxy, Map.of()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("pools transactions");
        }
    }

    /// A connection that stays open when it is closed.
    private static Connection shared(Connection session) {
        return (Connection) Proxy.newProxyInstance(
                SessionCheckTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (_, method, arguments) -> method.getName().equals("close") ? null : method.invoke(session, arguments));
    }
}
