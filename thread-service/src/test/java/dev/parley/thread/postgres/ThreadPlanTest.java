package dev.parley.thread.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.platform.postgres.SqlTime;
import dev.parley.thread.thread.ThreadKind;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The plans of the queries on the paths of lists, batches, fences and blocks, on tables with a user who has
/// 20,000 threads. Each uses an index, and reads little more than it returns. The generic plan for all
/// parameters uses an index as well.
final class ThreadPlanTest {
    private static final UserId BUSY = new UserId("usr_busy");
    private static final UserId QUIET = new UserId("usr_p1");
    private static final Pattern BLOCKS = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");
    private static final int THREADS = 20_000;
    private static final int GROUPS = 60;
    private static PostgresEngine engine;

    @BeforeAll
    static void fill() {
        engine = new PostgresEngine();
        engine.run("""
                insert into thread (thread_id, form, creator, create_time, kind, subject, status, status_time, owner_id,
                    participant_count, join_count, version, fence_version, fence_version_acked, update_time, shown_version, shown_time)
                select 'thr_t' || lpad(i::text, 6, '0'), 2, 'usr_busy', timestamptz '2026-01-01' + i * interval '1 min',
                    1 + i %% 9, '', 1, timestamptz '2026-01-01', 'usr_busy', 2, 2, 1, 1, 1, timestamptz '2026-01-01', 1,
                    timestamptz '2026-01-01'
                from generate_series(1, %1$d) i
                union all
                select 'thr_g' || lpad(i::text, 6, '0'), 2, 'usr_p1', timestamptz '2026-01-01' + i * interval '1 hour', 1,
                    '', 1, timestamptz '2026-01-01', 'usr_p1', 300, 300, 1, 1, 1, timestamptz '2026-01-01', 1,
                    timestamptz '2026-01-01'
                from generate_series(1, %2$d) i
                """.formatted(THREADS, GROUPS));
        engine.run("""
                insert into participant (thread_id, user_id, marketplace_role, role_context, group_role, membership,
                    contact_closed, join_time, join_order, join_version, join_actor, kind, thread_create_time)
                select t.thread_id, case p when 1 then 'usr_busy' else 'usr_other' || t.thread_id end, 5, '', 3, 1, false,
                    t.create_time, p, 1, 'usr_busy', t.kind, t.create_time
                from thread t, generate_series(1, 2) p where t.participant_count = 2
                union all
                select t.thread_id, 'usr_p' || p, 5, '', 3, 1, false, t.create_time, p, 1, 'usr_p1', t.kind,
                    t.create_time
                from thread t, generate_series(1, 300) p where t.participant_count = 300
                """);
        engine.run("""
                insert into applied_block (blocker_id, blocked_id, active, version)
                select 'usr_p' || a, 'usr_q' || b, true, 1 from generate_series(1, 300) a, generate_series(1, 60) b
                """);
        engine.run("""
                insert into thread_event (thread_id, version, position, kind, actor, user_id, time)
                select t.thread_id, 1, e, 2, 'usr_busy', 'usr_busy', t.create_time + e * interval '1 second'
                from thread t, generate_series(1, 3) e where t.participant_count = 2
                """);
        engine.run("analyze");
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void pageOfAUsersThreadsReadsAPageOfEachKind() {
        assertThat(plan(ViewRows.LIST, query -> list(query, Set.of(ThreadKind.values()))))
                .satisfies(plan -> goesBy(plan, 1_500, "participant_by_user", "participant_by_join"));
        assertThat(plan(ViewRows.LIST, query -> list(query, Set.of(ThreadKind.INQUIRY))))
                .satisfies(plan -> goesBy(plan, 1_000, "participant_by_user", "participant_by_join"));
    }

    @Test
    void batchReadsTheFirstParticipantsOnly() {
        var hundred = ids("thr_t", 40);
        hundred.addAll(ids("thr_g", GROUPS));
        for (var user : List.of(BUSY, QUIET)) {
            assertThat(plan(ViewRows.OF_USER, query -> {
                        new SqlArrays<>(query, hundred).text(ThreadId::value);
                        query.setString(2, user.value());
                    }))
                    .satisfies(plan -> goesBy(plan, 2_000, "participant_by_join"));
        }
        assertThat(plan(ViewRows.OF_ANYBODY, query -> new SqlArrays<>(query, hundred).text(ThreadId::value)))
                .satisfies(plan -> goesBy(plan, 2_000, "thread_pkey", "participant_by_join"));
    }

    @Test
    void rostersAreReadByIndex() {
        assertThat(plan(RosterTable.BY_ID, query -> {
                    new SqlArrays<>(query, List.of(QUIET))
                            .text(UserId::value)
                            .then(ids("thr_t", 32))
                            .text(ThreadId::value);
                }))
                .satisfies(plan -> goesBy(plan, 1_500, "thread_pkey", "participant_departed"));
    }

    @Test
    void sharedThreadsStartFromTheUserWithFewerThreads() {
        assertThat(plan(PostgresBlockStore.SHARED, query -> {
                    query.setString(1, BUSY.value());
                    query.setString(2, QUIET.value());
                    query.setString(3, "thr_g000030");
                    query.setString(4, "thr_g000030");
                    query.setInt(5, 2_048);
                }))
                .satisfies(plan -> goesBy(plan, 1_500, "participant_by_user"));
        assertThat(plan(PostgresBlockStore.UNFENCED, query -> {
                    query.setString(1, BUSY.value());
                    query.setString(2, QUIET.value());
                    query.setInt(3, 32);
                }))
                .satisfies(plan -> goesBy(plan, 1_500, "participant_by_user"));
    }

    @Test
    void blocksAmongThreeHundredUsersAreReadByIndex() {
        var users = IntStream.rangeClosed(1, 300)
                .mapToObj(i -> new UserId("usr_p" + i))
                .toList();
        assertThat(plan(
                        BlockTable.AMONG,
                        query -> new SqlArrays<>(query, users)
                                .text(UserId::value)
                                .text(UserId::value)))
                .satisfies(plan -> assertThat(plan).contains("applied_block_pkey"));
    }

    /// The second statement is the one of the foreign key, which deletes the history with its thread.
    @Test
    void historyIsDeletedByIndex() {
        assertThat(generalPlan(EventTable.FORGET)).contains("thread_event_time").doesNotContain("Seq Scan", "Sort");
        assertThat(generalPlan("delete from only thread_event where ?::text = thread_id"))
                .contains("thread_event_pkey")
                .doesNotContain("Seq Scan");
    }

    private static void list(PreparedStatement query, Set<ThreadKind> kinds) throws SQLException {
        SqlArrays.from(1, query, kinds).enums(kind -> kind);
        query.setString(2, BUSY.value());
        SqlTime.set(query, 3, Instant.parse("2026-01-10T00:00:00Z"));
        query.setString(4, "thr_t010000");
        query.setInt(5, 51);
        query.setInt(6, 51);
        query.setString(7, BUSY.value());
    }

    private static List<ThreadId> ids(String prefix, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new ThreadId(prefix + "%06d".formatted(i)))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /// Asserts that the plan uses these indexes, scans no whole table, and reads at most this many blocks.
    private static void goesBy(String plan, int most, String... indexes) {
        assertThat(plan).contains(indexes).doesNotContain("Seq Scan on");
        var blocks = BLOCKS.matcher(plan);
        assertThat(blocks.find()).isTrue();
        int read =
                Integer.parseInt(blocks.group(1)) + (blocks.group(2) == null ? 0 : Integer.parseInt(blocks.group(2)));
        assertThat(read).as("blocks of %s", plan).isLessThan(most);
    }

    /// Returns the plan of a query and what it read, after checking the generic plan for all parameters.
    private static String plan(String sql, Parameters parameters) {
        assertThat(generalPlan(sql)).doesNotContain("Seq Scan on");
        return engine.database().withConnection(connection -> {
            try (var query = connection.prepareStatement("explain (analyze, buffers, costs off) " + sql)) {
                parameters.set(query);
                return String.join("\n", Rows.list(query, row -> row.getString(1)));
            }
        });
    }

    private static String generalPlan(String sql) {
        var parts = sql.split("\\?", -1);
        var numbered = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            numbered.append('$').append(i).append(parts[i]);
        }
        var nulls = String.join(", ", Collections.nCopies(parts.length - 1, "null"));
        return engine.database().withConnection(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("set plan_cache_mode = force_generic_plan");
                statement.execute("prepare general as " + numbered);
            }
            try (var query = connection.prepareStatement("explain (costs off) execute general(" + nulls + ")")) {
                return String.join("\n", Rows.list(query, row -> row.getString(1)));
            } finally {
                try (var statement = connection.createStatement()) {
                    statement.execute("deallocate general");
                    statement.execute("reset plan_cache_mode");
                }
            }
        });
    }

    /// Sets the parameters of a query.
    private interface Parameters {
        void set(PreparedStatement query) throws SQLException;
    }
}
