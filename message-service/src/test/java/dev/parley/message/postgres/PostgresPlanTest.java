package dev.parley.message.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.log.MessageLog.PageRequest;
import dev.parley.message.postgres.append.LaneSql;
import dev.parley.message.postgres.cursor.CursorBatchSql;
import dev.parley.message.postgres.relay.RelaySql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The plans of all statements of the log over filled tables. Every row is found by a key that begins with its
/// thread, so that no statement slows down as the tables grow.
final class PostgresPlanTest {

    private static final String FILL = """
            insert into thread_head (sequence, ordinal, create_time, fence_version, message_sequence, thread_id)
            select 200, 200, now(), 1, 200, 'thr_' || t from generate_series(1, 300) t;
            insert into frame (sequence, ordinal, create_time, kind, thread_id, frame_id, actor_id, body)
            select s, s, now(), 1, 'thr_' || t, 'msg_' || t || '_' || s, 'usr_' || s % 2, 'text'
            from generate_series(1, 300) t, generate_series(1, 200) s;
            insert into thread_relay (folded_sequence, thread_id) select 190, 'thr_' || t from generate_series(1, 300) t;
            insert into cursor (read_sequence, read_ordinal, read_time, window_time, move, thread_id, user_id)
            select 100, 100, now(), now(), 1, 'thr_' || t, 'usr_' || u
            from generate_series(1, 300) t, generate_series(0, 9) u;
            insert into cursor_advance (sequence, advance_time, thread_id, user_id)
            select s, now(), 'thr_' || t, 'usr_' || u
            from generate_series(1, 300) t, generate_series(0, 1) u, generate_series(1, 50) s;
            insert into dirty_thread (shard, thread_id) select t % 32, 'thr_' || t from generate_series(1, 300) t;
            insert into fence (version, thread_id, payload) select 1, 'thr_' || t, '' from generate_series(1, 300) t;
            insert into overlay (sequence, version, update_sequence, body_sequence, text_sequence, state, screening,
                thread_id)
            select s, 1, s, s, s, 1, 1, 'thr_' || t from generate_series(1, 300) t, generate_series(1, 50) s;
            insert into unscreened_message (sequence, offered_time, thread_id)
            select s, now(), 'thr_' || t from generate_series(1, 300) t, generate_series(1, 10) s;
            insert into hidden_message (ordinal, sequence, version, hidden, thread_id, user_id)
            select s, s, s, true, 'thr_' || t, 'usr_1' from generate_series(1, 300) t, generate_series(1, 50) s
            """;

    private static final String SHORT_THREADS = """
            insert into frame (sequence, ordinal, create_time, kind, thread_id, frame_id, actor_id, body)
            select 1, 1, now(), 1, 'thr_' || md5(t::text), 'msg_' || md5(t::text), 'usr_1', 'text'
            from generate_series(1, 2200) t;
            analyze frame
            """;

    private static final LogDatabase EMPTY = LogDatabase.create();
    private static final LogDatabase EMPTIED = LogDatabase.create();
    private static final LogDatabase FILLED = LogDatabase.create();
    private static final LogDatabase SHORT = LogDatabase.create();

    @BeforeAll
    static void fill() throws SQLException {
        run(FILLED, FILL);
        run(SHORT, SHORT_THREADS);
    }

    private static void run(LogDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Map<String, String> pool() {
        var statements = new LinkedHashMap<String, String>();
        statements.put("page of frames before", PageSql.of(PageRequest.framesBefore(1, 1)));
        statements.put("page of frames after", PageSql.of(PageRequest.framesAfter(1, 1)));
        statements.put("page of messages before", PageSql.of(PageRequest.messagesBefore(1, 1)));
        statements.put("page of messages after", PageSql.of(PageRequest.messagesAfter(1, 1)));
        statements.put("find", PostgresMessageLog.FIND);
        statements.put("states", PostgresMessageLog.STATES);
        statements.put("diverged", TimelineTable.DIVERGED);
        statements.put("fences", FenceTable.FIND);
        statements.put("moves of cursors", CursorBatchSql.FIND);
        statements.put("first moves of threads", CursorBatchSql.OPEN);
        statements.put("write of cursors", CursorBatchSql.WRITE);
        statements.put("cursors", CursorSql.LIST);
        statements.put("advances", CursorSql.ADVANCES);
        statements.put("moved cursors", CursorSql.MOVED);
        statements.put("fold", RelaySql.FOLD);
        statements.put("read", RelaySql.READ);
        statements.put("hidden of the relay", RelaySql.HIDDEN);
        statements.put("settle", RelaySql.SETTLE);
        statements.put("unmark", RelaySql.UNMARK);
        statements.put("park", RelaySql.PARK);
        statements.put("parked", RelaySql.PARKED);
        statements.put("retry", RelaySql.RETRY);
        statements.put("offer unscreened", PostgresUnscreenedMessages.OFFER);
        statements.put("settle unscreened", PostgresUnscreenedMessages.SETTLE);
        statements.put("whole", RelaySql.WHOLE);
        statements.put("all hidden", RelaySql.ALL_HIDDEN);
        statements.put("some fences", PostgresFenceList.OF);
        statements.put("failed screening", PostgresUnscreenedMessages.FAILED);
        statements.put("parked messages", PostgresUnscreenedBacklog.PARKED);
        statements.put("refused messages", PostgresRefusedBacklog.PARKED);
        return statements;
    }

    private static Map<String, String> lane() {
        var statements = new LinkedHashMap<String, String>();
        statements.put("lock heads", LaneSql.LOCK.split(";")[1]);
        statements.put("look up ids", LaneSql.LOCK.split(";")[2]);
        statements.put("look at heads", LaneSql.LOOK.split(";")[0]);
        statements.put("look at references", LaneSql.LOOK.split(";")[1]);
        statements.put("existing", LaneSql.EXISTING);
        statements.put("states", LaneSql.STATES);
        statements.put("write plain", LaneSql.WRITE_PLAIN);
        statements.put("write", LaneSql.WRITE);
        return statements;
    }

    /// A plan is made once, so a plan that suits an empty table must also suit a large one.
    @Test
    void everyRowIsFoundByItsKeyInEmptyTables() throws SQLException {
        assertPlans(EMPTY);
    }

    @Test
    void everyRowIsFoundByItsKeyWithoutStatistics() throws SQLException {
        assertPlans(FILLED);
    }

    @Test
    void everyRowIsFoundByItsKeyWithStatistics() throws SQLException {
        run(FILLED, "analyze");
        assertPlans(FILLED);
    }

    /// The marks are usually few, and then vacuum notes that there are none. The plan that is made then must
    /// suit a backlog, too.
    @Test
    void everyRowIsFoundByItsKeyWhenTheMarksWereFew() throws SQLException {
        run(EMPTIED, FILL);
        run(EMPTIED, "delete from dirty_thread; delete from unscreened_message");
        run(EMPTIED, "vacuum analyze dirty_thread");
        run(EMPTIED, "vacuum analyze unscreened_message");
        run(EMPTIED, "analyze");
        assertPlans(EMPTIED);
    }

    /// If most threads have one message, a lookup of an id must not read the few long ones as a whole.
    @Test
    void everyRowIsFoundByItsKeyAmongShortThreads() throws SQLException {
        assertPlans(SHORT);
    }

    private static void assertPlans(LogDatabase database) throws SQLException {
        var wrong = new ArrayList<String>();
        try (Connection connection = database.connectWithoutParameters();
                Statement settings = connection.createStatement()) {
            settings.execute(KeyedPlans.SETTINGS);
            for (var one : pool().entrySet()) {
                check(connection, one.getKey(), one.getValue(), wrong);
            }
            settings.execute("set enable_hashjoin = off; set enable_mergejoin = off");
            for (var one : lane().entrySet()) {
                check(connection, one.getKey(), one.getValue(), wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void check(Connection connection, String name, String sql, List<String> wrong) throws SQLException {
        List<String> plan = plan(connection, sql);
        if (Boolean.getBoolean("plans")) {
            System.out.println("=== " + name + "\n" + String.join("\n", plan));
        }
        for (int line = 0; line < plan.size(); line++) {
            if (isWhole(plan, line)) {
                wrong.add(name + ": " + plan.get(line).strip() + "\n" + String.join("\n", plan));
                return;
            }
        }
    }

    /// Whether the plan reads a whole table (except timelines, of which there is one for each lost store), reads a
    /// whole thread where only a range is requested, or
    /// memoizes rows that are looked up only once.
    private static boolean isWhole(List<String> plan, int line) {
        String node = plan.get(line);
        boolean byIndex = node.contains("Index Scan") || node.contains("Index Only Scan");
        if (node.contains("Seq Scan on") || node.contains("Bitmap") || node.contains("Memoize")) {
            return true;
        }
        String condition = line + 1 < plan.size() ? plan.get(line + 1).strip() : "";
        if (byIndex && node.contains("thread_id_key") && !condition.contains("frame_id =")) {
            return true;
        }
        String filter = line + 2 < plan.size() ? plan.get(line + 2).strip() : "";
        if (byIndex && filter.startsWith("Filter") && filter.contains("frame_id =")) {
            return true;
        }
        return byIndex
                && !condition.startsWith("Index Cond")
                && !node.contains("_offered")
                && !node.contains("on timeline")
                && !node.contains("_parked");
    }

    private static List<String> plan(Connection connection, String sql) throws SQLException {
        var plan = new ArrayList<String>();
        try (Statement explain = connection.createStatement();
                ResultSet rows = explain.executeQuery("explain (generic_plan) " + numbered(sql))) {
            while (rows.next()) {
                plan.add(rows.getString(1));
            }
        }
        return plan;
    }

    private static String numbered(String sql) {
        var text = new StringBuilder();
        int number = 0;
        for (char c : sql.toCharArray()) {
            text.append(c == '?' ? "$" + ++number : String.valueOf(c));
        }
        return text.toString();
    }
}
