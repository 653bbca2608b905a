package dev.parley.inbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.testing.ServiceUnderTest;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The questions of readers go to the index that was made for them, whatever the store knows of its tables.
final class InboxPlanTest {

    private static final String HUGE = "usr_huge";

    private static ServiceUnderTest inbox;
    private static ServiceUnderTest grown;

    /// What the store knows.
    private enum Knowledge {
        /// Nothing yet.
        NONE,
        /// That nearly all users have one thread: then it looks as cheap to sort the whole inbox of a user.
        SMALL_INBOXES,
        /// That some users have very many threads: then it looks cheaper to plan for each user anew.
        HUGE_INBOXES
    }

    @BeforeAll
    static void start() {
        inbox = ServiceUnderTest.start("inbox", Map.of());
        grown = ServiceUnderTest.start("inbox", Map.of());
        database(Knowledge.SMALL_INBOXES).transaction(InboxPlanTest::fill);
    }

    @AfterAll
    static void stop() {
        inbox.close();
        grown.close();
    }

    @ParameterizedTest
    @EnumSource
    void pageIsReadInTheOrderOfItsIndex(Knowledge knowledge) {
        assertThat(plan(knowledge, PostgresInboxStore.LIST, "usr_a", "usr_a", 1, "infinity", "", 51))
                .contains("Index Scan Backward using inbox_row_list", "thread_state_pkey")
                .contains("Index Only Scan Backward using inbox_row_revision")
                .doesNotContain("Seq Scan", "Filter");
    }

    @ParameterizedTest
    @EnumSource
    void totalsAreReadFromTheIndexOfTheUnread(Knowledge knowledge) {
        assertThat(plan(knowledge, PostgresInboxStore.BADGE, "usr_a", "usr_a"))
                .contains("using inbox_row_unread", "Index Only Scan Backward using inbox_row_revision")
                .doesNotContain("Seq Scan");
    }

    @ParameterizedTest
    @EnumSource
    void changesAreReadInTheOrderOfRevisions(Knowledge knowledge) {
        assertThat(plan(knowledge, PostgresInboxStore.CHANGES, "usr_a", 7L, 100))
                .contains("using inbox_row_revision")
                .doesNotContain("Seq Scan", "Sort");
    }

    @ParameterizedTest
    @EnumSource
    void pageIsNotPlannedForEachCall(Knowledge knowledge) {
        long planned = database(knowledge).read(connection -> {
            learn(connection, knowledge);
            for (int i = 0; i < 20; i++) {
                lines(connection, PostgresInboxStore.LIST, HUGE, HUGE, 1, "infinity", "", 51);
            }
            return Long.parseLong(lines(connection, """
                            select custom_plans from pg_prepared_statements
                            where strpos(statement, ?) > 0 and custom_plans + generic_plans > 10
                            """, "newest.revision").getFirst());
        });
        assertThat(planned).isZero();
    }

    private static String plan(Knowledge knowledge, String sql, Object... parameters) {
        List<String> lines = database(knowledge).read(connection -> {
            learn(connection, knowledge);
            return lines(connection, "explain " + sql, parameters);
        });
        return String.join("\n", lines);
    }

    private static List<String> lines(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setObject(i + 1, parameters[i]);
            }
            return Rows.list(select, row -> row.getString(1));
        }
    }

    private static Database database(Knowledge knowledge) {
        var service = knowledge == Knowledge.NONE ? inbox : grown;
        return service.context().getBean(Database.class, Qualifiers.byName("inbox"));
    }

    /// One user with very many threads, each with another one.
    private static int fill(Connection connection) throws SQLException {
        try (Statement fill = connection.createStatement()) {
            fill.execute("insert into thread_state (thread_id) select 'thr_' || i from generate_series(1, 20000) i");
            return fill.executeUpdate("""
                    insert into inbox_row (user_id, thread_id, activity_time, revision)
                    select user_id, 'thr_' || i, to_timestamp(i), i
                    from generate_series(1, 20000) i, unnest(array['usr_huge', 'usr_' || i]) user_id
                    """);
        }
    }

    private static void learn(Connection connection, Knowledge knowledge) throws SQLException {
        String users = switch (knowledge) {
            case NONE -> "";
            case SMALL_INBOXES -> "-1";
            case HUGE_INBOXES -> "2";
        };
        if (!users.isEmpty()) {
            try (Statement learn = connection.createStatement()) {
                learn.execute("alter table inbox_row alter column user_id set (n_distinct = " + users + ")");
                learn.execute("analyze");
            }
        }
    }
}
