package dev.parley.inbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.inbox.contract.Updates;
import dev.parley.platform.postgres.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The queries of readers use the index that was made for them, whatever the statistics of the tables say.
final class InboxPlanTest {

    private static final String HUGE = "usr_huge";
    private static final Object[] PAGE = {
        HUGE, HUGE, (short) 1, Long.MAX_VALUE, Timestamp.valueOf("9999-01-01 00:00:00"), "thr_0", 51
    };

    private static InboxDatabase empty;
    private static InboxDatabase small;
    private static InboxDatabase huge;

    /// The state of the statistics.
    private enum Knowledge {
        /// There are no statistics yet.
        NONE,
        /// Nearly all users have one thread: sorting the whole inbox of a user then seems as cheap.
        SMALL_INBOXES,
        /// Some users have very many threads: planning for each user then seems cheaper.
        HUGE_INBOXES
    }

    @BeforeAll
    static void start() {
        empty = new InboxDatabase();
        small = grown("-1");
        huge = grown("2");
    }

    @AfterAll
    static void stop() {
        empty.close();
        small.close();
        huge.close();
    }

    @ParameterizedTest
    @EnumSource
    void pageIsReadInTheOrderOfItsIndex(Knowledge knowledge) {
        assertThat(plan(knowledge, PostgresInboxStore.LIST, PAGE))
                .contains("Index Scan Backward using inbox_place_list", "thread_state_pkey", "inbox_row_pkey")
                .contains("using inbox_revision_pkey")
                .doesNotContain("Seq Scan", "Filter", "Hash", "Merge Join");
    }

    @ParameterizedTest
    @EnumSource
    void totalsAreReadFromTheIndexOfTheUnread(Knowledge knowledge) {
        assertThat(plan(knowledge, PostgresInboxStore.BADGE, "usr_a", "usr_a", (short) 1))
                .contains("Index Only Scan using inbox_place_unread")
                .doesNotContain("Seq Scan");
    }

    @ParameterizedTest
    @EnumSource
    void changesAreReadInTheOrderOfRevisions(Knowledge knowledge) {
        assertThat(plan(knowledge, PostgresInboxStore.CHANGES, "usr_a", 7L, 7L, 100))
                .contains("using inbox_place_revision")
                .doesNotContain("Seq Scan", "Sort");
    }

    @ParameterizedTest
    @EnumSource
    void rowsAreComparedWithParticipantsInTheOrderOfKeys(Knowledge knowledge) {
        assertThat(plan(knowledge, PlaceTable.PARTICIPANTS, "usr_a", "thr_a", 500))
                .contains("using inbox_place_pkey", "(ROW(user_id, thread_id) > ROW(", "using thread_state_pkey")
                .doesNotContain("Seq Scan", "Hash", "Merge Join");
    }

    @ParameterizedTest
    @EnumSource
    void rowIsFoundByKey(Knowledge knowledge) {
        assertThat(plan(knowledge, PostgresInboxStore.FIND, "usr_a", "thr_a"))
                .contains("using inbox_place_pkey")
                .doesNotContain("Seq Scan");
    }

    @ParameterizedTest
    @EnumSource
    void rowsAreFoundByKey(Knowledge knowledge) {
        String plan = database(knowledge).database().withConnection(connection -> {
            var threads = connection.createArrayOf("text", new String[] {"thr_a", "thr_b"});
            return String.join("\n", lines(connection, "explain " + PostgresInboxStore.FIND_ALL, threads, "usr_a"));
        });
        assertThat(plan)
                .contains("using inbox_place_pkey", "using thread_state_pkey", "using inbox_row_pkey")
                .doesNotContain("Seq Scan", "Hash", "Merge Join");
    }

    @ParameterizedTest
    @EnumSource
    void threadsOfOlderRulesAreFoundByTheirIndex(Knowledge knowledge) {
        assertThat(plan(knowledge, ThreadTable.OUTDATED, 1, 16))
                .contains("using thread_state_rule")
                .doesNotContain("Seq Scan", "Sort");
    }

    @ParameterizedTest
    @EnumSource
    void droppedPlacesAreProcessedInTheOrderOfKeys(Knowledge knowledge) {
        assertThat(plan(knowledge, DroppedTable.NOTE, "usr_a", 500))
                .contains("using inbox_revision_pkey")
                .doesNotContain("Seq Scan", "Sort");
        assertThat(plan(knowledge, DroppedTable.MARK, "thr_a", 500))
                .contains("using thread_state_pkey", "LockRows")
                .doesNotContain("Seq Scan", "Sort", "Hash", "Merge Join");
    }

    @ParameterizedTest
    @EnumSource
    void dueThreadsAndOldRemovedRowsAreFoundByTime(Knowledge knowledge) {
        assertThat(plan(knowledge, ThreadTable.NEXT_DUE))
                .contains("using thread_due_time")
                .doesNotContain("Seq Scan", "Sort");
        assertThat(plan(knowledge, PlaceTable.FORGET, 500))
                .contains("using inbox_place_removed")
                .doesNotContain("Seq Scan on inbox_place");
    }

    @ParameterizedTest
    @EnumSource
    void positionsAreFoundByKey(Knowledge knowledge) {
        String plan = database(knowledge).database().withConnection(connection -> {
            var users = connection.createArrayOf("text", new String[] {"usr_a"});
            var numbers = connection.createArrayOf("bigint", new Long[] {1L});
            return String.join(
                    "\n",
                    lines(connection, "explain " + PostgresProgress.REACHED, users, users, numbers, numbers, numbers));
        });
        assertThat(plan)
                .contains("inbox_row_pkey", "thread_state_pkey", "thread_due_pkey", "inbox_place_pkey")
                .doesNotContain("Seq Scan", "Hash", "Merge Join");
    }

    @ParameterizedTest
    @EnumSource
    void mergesFindTheirRowsByKey(Knowledge knowledge) {
        database(knowledge).database().withConnection(connection -> {
            var text = connection.createArrayOf("text", new String[] {"usr_a"});
            var numbers = connection.createArrayOf("bigint", new Long[] {1L});
            var times = connection.createArrayOf("timestamptz", new String[] {"2026-01-01T00:00:00Z"});
            assertThat(String.join("\n", lines(connection, "explain " + RowTable.LOAD, text, text)))
                    .contains("inbox_row_pkey", "inbox_place_pkey", "inbox_setting_pkey", "inbox_waiting_pkey")
                    .doesNotContain("Seq Scan", "Hash", "Merge Join", "inbox_place_list", "inbox_place_revision");
            assertThat(String.join(
                            "\n",
                            lines(
                                    connection,
                                    "explain " + PlaceTable.MOVE,
                                    text,
                                    text,
                                    numbers,
                                    times,
                                    numbers,
                                    numbers,
                                    numbers)))
                    .contains("inbox_place_pkey")
                    .doesNotContain("Seq Scan", "Hash", "Merge Join");
            assertThat(String.join("\n", lines(connection, "explain " + PlaceTable.CLEAR, text, text)))
                    .contains("inbox_place_pkey")
                    .doesNotContain("Seq Scan", "Hash", "Merge Join");
            return true;
        });
    }

    @ParameterizedTest
    @EnumSource
    void pageIsNotPlannedForEachCall(Knowledge knowledge) {
        long planned = database(knowledge).database().withConnection(connection -> {
            for (int i = 0; i < 20; i++) {
                lines(connection, PostgresInboxStore.LIST, PAGE);
            }
            return Long.parseLong(lines(connection, """
                            select custom_plans from pg_prepared_statements
                            where strpos(statement, ?) > 0 and custom_plans + generic_plans > 10
                            """, "inbox.inbox_revision").getFirst());
        });
        assertThat(planned).isZero();
    }

    /// A head, a cursor and a placement write no index of `thread_state` and `inbox_row`.
    @Test
    void headsAndCursorsStayOnTheirPages() {
        var store = new PostgresMergeStore(empty.database());
        store.mergeThreads(List.of(Updates.thread("thr_hot", 1, "usr_h1", "usr_h2")));
        for (int i = 1; i <= 100; i++) {
            store.mergeHeads(List.of(Updates.head("thr_hot", i, Updates.read("usr_h1", i))));
        }
        var updates = empty.database().withConnection(connection -> {
            lines(connection, "select pg_stat_force_next_flush()");
            return lines(connection, """
                    select relname || ' ' || (n_tup_hot_upd * 10 >= n_tup_upd * 9) from pg_stat_user_tables
                    where relname in ('thread_state', 'inbox_row', 'inbox_revision') and n_tup_upd >= 99 order by relname
                    """);
        });
        assertThat(updates).containsExactly("inbox_revision true", "inbox_row true", "thread_state true");
    }

    private static String plan(Knowledge knowledge, String sql, Object... parameters) {
        return database(knowledge).database().withConnection(connection -> {
            return String.join("\n", lines(connection, "explain " + sql, parameters));
        });
    }

    private static List<String> lines(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setObject(i + 1, parameters[i]);
            }
            return Rows.list(select, row -> row.getString(1));
        }
    }

    private static InboxDatabase database(Knowledge knowledge) {
        return switch (knowledge) {
            case NONE -> empty;
            case SMALL_INBOXES -> small;
            case HUGE_INBOXES -> huge;
        };
    }

    /// Creates one user with very many threads, each with another user; the statistics claim this many users.
    private static InboxDatabase grown(String users) {
        var grown = new InboxDatabase();
        grown.run("insert into thread_state (thread_id, rule) select 'thr_' || i, 1 from generate_series(1, 20000) i");
        String pairs = " from generate_series(1, 20000) i, unnest(array['usr_huge', 'usr_' || i]) user_id";
        grown.run("insert into inbox_row (user_id, thread_id) select user_id, 'thr_' || i" + pairs);
        grown.run("""
                insert into inbox_place (user_id, thread_id, folder, folders, lead, pin_rank, activity_time, unread,
                    as_of, revision)
                select user_id, 'thr_' || i, 1, 2, true, 0, to_timestamp(i), i % 10 / 9, 0, i
                """ + pairs);
        grown.run("insert into inbox_revision (key, value) select distinct user_id, 20000 from inbox_row");
        for (String table : List.of("inbox_row", "inbox_place")) {
            grown.run("alter table " + table + " alter column user_id set (n_distinct = " + users + ")");
        }
        grown.run("analyze");
        return grown;
    }
}
