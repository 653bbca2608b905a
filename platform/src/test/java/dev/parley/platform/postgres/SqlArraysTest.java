package dev.parley.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;
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
    void valuesBecomeColumnsNextToOtherParameters() throws SQLException {
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
                    .bigint(Row::number)
                    .flag(Row::good)
                    .time(Row::time)
                    .then(List.of("other"))
                    .text(name -> name);
            assertThat(Rows.list(select, row -> row.getString(1)))
                    .containsExactly("row x,\"y|7|t|t|other", "row |-1|f|other");
        }
    }

    private enum Colour implements Numbered {
        RED(1),
        BLUE(7);

        private final int number;

        Colour(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    private static final Numbers<Colour> COLOURS = Numbers.of(Colour.class);

    private record Wide(
            @Nullable Colour colour,
            @Nullable Long large,
            @Nullable Instant time,
            byte @Nullable [] bytes) {}

    @Test
    void eachTypeMayBeNullAndIsReadBack() throws SQLException {
        try (Connection connection = TestPostgres.database().connect();
                var select = connection.prepareStatement("select * from unnest(?, ?, ?, ?) as a (c, l, t, b)")) {
            var full = new Wide(Colour.BLUE, Long.MAX_VALUE, TIME, new byte[] {0, -1});
            new SqlArrays<>(select, List.of(full, new Wide(null, null, null, null)))
                    .enums(Wide::colour)
                    .bigint(Wide::large)
                    .time(Wide::time)
                    .bytes(Wide::bytes);
            var back = Rows.list(
                    select,
                    row -> new Wide(
                            SqlEnums.getNullable(row, "c", COLOURS),
                            Rows.bigintOrNull(row, "l"),
                            SqlTime.getNullable(row, "t"),
                            row.getBytes("b")));
            assertThat(back).usingRecursiveComparison().isEqualTo(List.of(full, new Wide(null, null, null, null)));
        }
    }

    @Test
    void arraysInColumnsAreRead() throws SQLException {
        try (Connection connection = TestPostgres.database().connect();
                var select =
                        connection.prepareStatement("select ?::bigint[] as l, ?::text[] as t, null::text[] as n")) {
            new SqlArrays<>(select, List.of(3L, 5L)).bigint(n -> n).text(Object::toString);
            List<Long> numbers = Rows.one(select, row -> SqlArrays.bigints(row, "l"));
            List<String> texts = Rows.one(select, row -> SqlArrays.texts(row, "t"));
            List<String> none = Rows.one(select, row -> SqlArrays.texts(row, "n"));
            assertThat(numbers).containsExactly(3L, 5L);
            assertThat(texts).containsExactly("3", "5");
            assertThat(none).isEmpty();
        }
    }

    @Test
    void timesAndEnumsAreSetAsParameters() throws SQLException {
        try (Connection connection = TestPostgres.database().connect();
                var select = connection.prepareStatement("select ?::timestamptz as t, ?::smallint as c, ? as n")) {
            SqlTime.set(select, 1, TIME.plusNanos(999));
            SqlEnums.set(select, 2, Colour.RED);
            SqlTime.set(select, 3, null);
            Instant time = Rows.one(select, row -> SqlTime.get(row, "t"));
            Colour colour = Rows.one(select, row -> SqlEnums.get(row, "c", COLOURS));
            assertThat(time).isEqualTo(TIME);
            assertThat(colour).isEqualTo(Colour.RED);
            assertThat(Rows.first(select, row -> String.valueOf(SqlTime.getNullable(row, "n"))))
                    .contains("null");
        }
    }

    @Test
    void unknownNumberIsAnErrorOrTheGivenValue() {
        assertThatThrownBy(() -> COLOURS.get(9)).hasMessage("Colour has no value 9");
        assertThat(COLOURS.orElse(Colour.RED).get(9)).isEqualTo(Colour.RED);
        assertThat(COLOURS.find(9)).isEmpty();
        assertThat(COLOURS.find(7)).contains(Colour.BLUE);
    }
}
