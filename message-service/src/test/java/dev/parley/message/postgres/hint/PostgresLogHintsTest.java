package dev.parley.message.postgres.hint;

import static dev.parley.message.hint.LogHintsContract.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.message.hint.LogHints;
import dev.parley.message.hint.LogHintsContract;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class PostgresLogHintsTest implements LogHintsContract {

    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final HikariDataSource POOL = DATABASE.pool("message");

    @AfterAll
    static void stop() {
        POOL.close();
    }

    @Override
    public LogHints open() {
        return new PostgresLogHints(new Database(POOL), new HintsConfig(null));
    }

    @Test
    void lostSessionIsReportedOnceAndOpenedAgain() throws SQLException {
        try (LogHints hints = open()) {
            assertThat(hints.receive(NO_WAIT)).isEmpty();
            hints.publish(batch("one", 1));
            LogHintsContract.receive(hints, 1);
            killSessions();
            assertThatThrownBy(() -> hints.receive(NO_WAIT)).isInstanceOf(ProblemException.class);
            assertThat(hints.receive(NO_WAIT)).isEmpty();
            hints.publish(batch("one", 2));
            assertThat(LogHintsContract.receive(hints, 1)).containsExactly(batch("one", 2));
        }
    }

    /// The notification takes the way of the service's other statements, and others receive it.
    @Test
    void hintsAreNotifiedThroughThePoolWhileTheOwnWayIsDown() {
        var nowhere = new HintsConfig("jdbc:postgresql://127.0.0.1:1/nowhere");
        try (LogHints other = open();
                LogHints down = new PostgresLogHints(new Database(POOL), nowhere)) {
            assertThat(other.receive(NO_WAIT)).isEmpty();
            assertThatThrownBy(() -> down.receive(NO_WAIT)).isInstanceOf(ProblemException.class);
            down.publish(batch("down", 1));
            assertThat(LogHintsContract.receive(other, 1)).containsExactly(batch("down", 1));
        }
    }

    @Test
    void foreignNotificationsAreIgnored() throws SQLException {
        try (LogHints hints = open();
                Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement()) {
            assertThat(hints.receive(NO_WAIT)).isEmpty();
            for (String text : new String[] {"", "2 a 1 1 -", "1 a x 1 -", "1 a 1 1 - b", "1 a 1 1 c\nthr_1 1"}) {
                statement.execute("select pg_notify('parley_message_log', '" + text + "')");
            }
            hints.publish(batch("one", 1));
            assertThat(LogHintsContract.receive(hints, 1)).containsExactly(batch("one", 1));
        }
    }

    private static void killSessions() throws SQLException {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where application_name = 'parley-message-hints' and datname = current_database()");
        }
    }
}
