package dev.parley.safety.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.postgres.Rows;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.safety.FakeThreadPolicy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Queries on hot paths use the index that was made for them, even if one user blocks very many.
@TestInstance(Lifecycle.PER_CLASS)
final class BlockPlanTest {

    private final TestPostgres.TestDatabase database = TestPostgres.database();

    @BeforeAll
    void fill() throws SQLException {
        ServiceUnderTest.start("safety", database.settingsFor("safety"), new FakeThreadPolicy())
                .close();
        try (Connection connection = database.connect();
                Statement fill = connection.createStatement()) {
            fill.execute("""
                    insert into safety.block (blocker_id, blocked_id, version, create_time, end_time)
                    select blocker_id, 'usr_b' || i, 1, to_timestamp(i), case when i % 3 = 0 then to_timestamp(i) end
                    from generate_series(1, 20000) i, unnest(array['usr_huge', 'usr_' || i]) blocker_id
                    """);
            fill.execute("""
                    insert into safety.block_history (blocker_id, blocked_id, version, active, change_time)
                    select 'usr_huge', 'usr_b1', i, i % 2 = 1, to_timestamp(i) from generate_series(1, 5000) i
                    """);
            fill.execute("analyze");
        }
    }

    @Test
    void batchOfPairsIsLookedUpByThePrimaryKey() throws SQLException {
        String[] users = IntStream.range(0, 512).mapToObj(i -> "usr_" + i).toArray(String[]::new);

        assertThat(plan(BlockStatements.BLOCKED_AMONG, users, users))
                .contains("using block_pkey")
                .doesNotContain("Seq Scan", "Hash", "block_page");
    }

    @Test
    void pagesAreReadInTheOrderOfTheirIndex() throws SQLException {
        assertThat(plan(positional(BlockTable.NEWEST), "usr_huge", 51))
                .contains("using block_page")
                .doesNotContain("Seq Scan", "Sort", "Filter");
        assertThat(plan(
                        positional(BlockTable.OLDER),
                        "usr_huge",
                        java.time.OffsetDateTime.parse("1970-01-01T03:00:00Z"),
                        "usr_b9",
                        51))
                .contains("using block_page")
                .doesNotContain("Seq Scan", "Sort", "Filter");
    }

    @Test
    void changesAndHistoryUseTheirKeys() throws SQLException {
        assertThat(plan(BlockStatements.LOCK, "usr_huge", "usr_b1")).contains("block_pkey");
        assertThat(plan(BlockStatements.HISTORY, "usr_huge", "usr_b1", 10))
                .contains("block_history_pkey")
                .doesNotContain("Sort");
    }

    /// Returns the generic plan, which serves all parameters, as a server that has run for a while uses it.
    private String plan(String sql, Object... parameters) throws SQLException {
        try (Connection connection = database.connect();
                Statement set = connection.createStatement()) {
            set.execute("set search_path = safety; set plan_cache_mode = force_generic_plan");
            try (PreparedStatement explain = connection.prepareStatement("explain " + sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    Object value = parameters[i] instanceof String[] texts
                            ? connection.createArrayOf("text", texts)
                            : parameters[i];
                    explain.setObject(i + 1, value);
                }
                return String.join("\n", Rows.list(explain, row -> row.getString(1)));
            }
        }
    }

    private static String positional(String sql) {
        return sql.replaceAll(":\\w+", "?");
    }
}
