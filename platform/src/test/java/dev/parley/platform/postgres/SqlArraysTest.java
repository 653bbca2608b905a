package dev.parley.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SqlArraysTest {

    private static final Instant TIME = Instant.parse("2026-11-20T10:00:00.123456Z");

    private record Row(
            String name, int number, boolean good, @Nullable Instant time) {}

    @Test
    void valuesBecomeColumnsBesideOtherParameters() throws SQLException {
        try (Connection connection = TestPostgres.database().connect();
                var select = connection.prepareStatement("""
                        select ? || concat_ws('|', a.name, a.number, a.good, a.time = ?::timestamptz, b.name)
                        from unnest(?::text[], ?::bigint[], ?::boolean[], ?::timestamptz[])
                            as a (name, number, good, time)
                        cross join unnest(?::text[]) as b (name)
                        """)) {
            select.setString(1, "row ");
            select.setString(2, TIME.toString());
            SqlArrays.from(3, select, List.of(new Row("x,\"y", 7, true, TIME), new Row("", -1, false, null)))
                    .text(Row::name)
                    .number(Row::number)
                    .flag(Row::good)
                    .time(Row::time)
                    .then(List.of("other"))
                    .text(name -> name);
            assertThat(Rows.list(select, row -> row.getString(1)))
                    .containsExactly("row x,\"y|7|t|t|other", "row |-1|f|other");
        }
    }
}
