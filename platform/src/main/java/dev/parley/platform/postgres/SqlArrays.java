package dev.parley.platform.postgres;

import dev.parley.platform.enums.Numbered;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Passes a list of values to a statement as columns: one array per column, which the statement expands with
/// `unnest`. Any element may be null. An array in a column is set and read in the same way.
///
/// @param <T> a value
public final class SqlArrays<T> {

    private final PreparedStatement statement;
    private final Collection<T> values;
    private int parameter;

    /// Sets the parameters of a statement, starting with the first one.
    public SqlArrays(PreparedStatement statement, Collection<T> values) {
        this(statement, values, 0);
    }

    /// Sets the parameters of a statement, starting with a later one; the very first one is 1.
    public static <T> SqlArrays<T> from(int parameter, PreparedStatement statement, Collection<T> values) {
        return new SqlArrays<>(statement, values, parameter - 1);
    }

    private SqlArrays(PreparedStatement statement, Collection<T> values, int parameter) {
        this.statement = statement;
        this.values = values;
        this.parameter = parameter;
    }

    /// Continues with columns of other values.
    public <O> SqlArrays<O> then(Collection<O> others) {
        return new SqlArrays<>(statement, others, parameter);
    }

    /// A column of texts.
    public SqlArrays<T> text(Function<T, @Nullable String> column) throws SQLException {
        return set("text", column, String[]::new);
    }

    /// A column of whole numbers of 64 bits.
    public SqlArrays<T> bigint(Function<T, ? extends @Nullable Number> column) throws SQLException {
        return set("bigint", value -> asLong(column.apply(value)), Long[]::new);
    }

    /// A column of whole numbers of 32 bits.
    public SqlArrays<T> integer(Function<T, @Nullable Integer> column) throws SQLException {
        return set("integer", column, Integer[]::new);
    }

    /// A column of small numbers.
    public SqlArrays<T> smallint(Function<T, @Nullable Short> column) throws SQLException {
        return set("smallint", column, Short[]::new);
    }

    /// A column of enums, by their numbers in the contract: `smallint`.
    public SqlArrays<T> enums(Function<T, ? extends @Nullable Numbered> column) throws SQLException {
        return smallint(value -> {
            Numbered named = column.apply(value);
            return named == null ? null : SqlEnums.number(named);
        });
    }

    /// A column of booleans.
    public SqlArrays<T> flag(Function<T, @Nullable Boolean> column) throws SQLException {
        return set("boolean", column, Boolean[]::new);
    }

    /// A column of times: `timestamptz`, as [SqlTime] stores them.
    public SqlArrays<T> time(Function<T, @Nullable Instant> column) throws SQLException {
        return set(
                "timestamptz",
                value -> {
                    Instant time = column.apply(value);
                    return time == null ? null : SqlTime.stored(time).toString();
                },
                String[]::new);
    }

    /// A column of bytes.
    public SqlArrays<T> bytes(Function<T, byte @Nullable []> column) throws SQLException {
        return set("bytea", column, byte[][]::new);
    }

    /// Reads a column with an array of texts.
    public static List<String> texts(ResultSet row, String column) throws SQLException {
        return read(row, column, String[].class);
    }

    /// Reads a column with an array of 64-bit numbers.
    public static List<Long> bigints(ResultSet row, String column) throws SQLException {
        return read(row, column, Long[].class);
    }

    private static <E> List<E> read(ResultSet row, String column, Class<E[]> type) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of(type.cast(array.getArray()));
    }

    private static @Nullable Long asLong(@Nullable Number number) {
        return number == null ? null : (Long) number.longValue();
    }

    private <E> SqlArrays<T> set(String type, Function<T, ? extends @Nullable E> column, IntFunction<E[]> array)
            throws SQLException {
        E[] elements = array.apply(values.size());
        int i = 0;
        for (T value : values) {
            elements[i++] = column.apply(value);
        }
        statement.setArray(++parameter, statement.getConnection().createArrayOf(type, elements));
        return this;
    }
}
