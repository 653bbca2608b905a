package dev.parley.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Two servers run in one process, as in tests and tools; each shows its own parked heads.
final class ParkedHeadsMeterTest {

    @Test
    void eachServerShowsItsOwnParkedHeads() throws SQLException {
        var database = TestPostgres.database();
        try (var first = ServiceUnderTest.start("message", database.settingsFor("message"));
                var second = ServiceUnderTest.start(
                        "message", TestPostgres.database().settingsFor("message"))) {
            try (var connection = database.connect();
                    var insert = connection.createStatement()) {
                insert.execute("insert into message.thread_relay (thread_id, parked_sequence) values ('thr_a', 1)");
            }
            loop(first).wake();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> shown(first).endsWith(" 1.0"));
            assertThat(shown(second)).endsWith(" 0.0");
        }
    }

    private static Repeating loop(ServiceUnderTest service) {
        return service.bean(Background.class).loops().stream()
                .filter(loop -> loop.name().equals("backlog"))
                .findFirst()
                .orElseThrow();
    }

    /// Returns the line on the metrics page.
    private static String shown(ServiceUnderTest service) {
        return service.bean(PrometheusMeterRegistry.class)
                .scrape()
                .lines()
                .filter(line -> line.startsWith("parley_backlog_parked_keys{topic=\"message.inbox\"}"))
                .findFirst()
                .orElse("none");
    }
}
