package dev.parley.platform.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Gives a statement a list of values as columns: one array a column, which it takes apart with `unnest`.
///
/// @param <T> a value
public final class SqlArrays<T> {

    private final PreparedStatement statement;
    private final Collection<T> values;
    private int parameter;

    /// Sets the parameters of a statement from the first one on.
    public SqlArrays(PreparedStatement statement, Collection<T> values) {
        this(statement, values, 0);
    }

    /// Sets the parameters of a statement from a later one on; the first one of all is 1.
    public static <T> SqlArrays<T> from(int parameter, PreparedStatement statement, Collection<T> values) {
        return new SqlArrays<>(statement, values, parameter - 1);
    }

    private SqlArrays(PreparedStatement statement, Collection<T> values, int parameter) {
        this.statement = statement;
        this.values = values;
        this.parameter = parameter;
    }

    /// Goes on with columns of other values.
    public <O> SqlArrays<O> then(Collection<O> others) {
        return new SqlArrays<>(statement, others, parameter);
    }

    /// A column of texts.
    public SqlArrays<T> text(Function<T, @Nullable String> column) throws SQLException {
        return set("text", values.stream().map(column).toArray(String[]::new));
    }

    /// A column of whole numbers.
    public SqlArrays<T> number(Function<T, Number> column) throws SQLException {
        return set("bigint", values.stream().map(column).toArray(Number[]::new));
    }

    /// A column of what holds or does not.
    public SqlArrays<T> flag(Function<T, Boolean> column) throws SQLException {
        return set("boolean", values.stream().map(column).toArray(Boolean[]::new));
    }

    /// A column of times. They go as texts, which the statement casts: exact to the microsecond.
    public SqlArrays<T> time(Function<T, @Nullable Instant> column) throws SQLException {
        return text(value -> {
            Instant time = column.apply(value);
            return time == null ? null : time.toString();
        });
    }

    private SqlArrays<T> set(String type, Object[] array) throws SQLException {
        statement.setArray(++parameter, statement.getConnection().createArrayOf(type, array));
        return this;
    }
}
