package dev.parley.inbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.testing.ServiceUnderTest;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The questions of readers go to the index that was made for them, also where the store knows nothing of its tables
/// yet.
final class InboxPlanTest {

    private static ServiceUnderTest inbox;

    @BeforeAll
    static void start() {
        inbox = ServiceUnderTest.start("inbox", Map.of());
    }

    @AfterAll
    static void stop() {
        inbox.close();
    }

    @Test
    void pageIsReadInTheOrderOfItsIndex() {
        assertThat(plan(PostgresInboxStore.LIST, "usr_a", "usr_a", 1, "infinity", "", 51))
                .contains("Index Scan Backward using inbox_row_list", "thread_state_pkey")
                .contains("inbox_row_revision")
                .doesNotContain("Seq Scan", "Filter");
    }

    @Test
    void totalsAreReadFromTheIndexOfTheUnread() {
        assertThat(plan(PostgresInboxStore.BADGE, "usr_a", "usr_a"))
                .contains("using inbox_row_unread", "inbox_row_revision")
                .doesNotContain("Seq Scan");
    }

    @Test
    void changesAreReadInTheOrderOfRevisions() {
        assertThat(plan(PostgresInboxStore.CHANGES, "usr_a", 7L, 100))
                .contains("using inbox_row_revision")
                .doesNotContain("Seq Scan", "Sort");
    }

    private static String plan(String sql, Object... parameters) {
        var database = inbox.context().getBean(Database.class, Qualifiers.byName("inbox"));
        List<String> lines = database.read(connection -> lines(connection, sql, parameters));
        return String.join("\n", lines);
    }

    private static List<String> lines(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement explain = connection.prepareStatement("explain " + sql)) {
            for (int i = 0; i < parameters.length; i++) {
                explain.setObject(i + 1, parameters[i]);
            }
            return Rows.list(explain, row -> row.getString(1));
        }
    }
}
