package dev.parley.inbox.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Gives a statement a list of values as columns: one array a column, which it takes apart with `unnest`.
///
/// @param <T> a value
final class SqlArrays<T> {

    private final PreparedStatement statement;
    private final Collection<T> values;
    private int parameter;

    /// Sets the parameters of a statement from the first one on.
    SqlArrays(PreparedStatement statement, Collection<T> values) {
        this(statement, values, 0);
    }

    private SqlArrays(PreparedStatement statement, Collection<T> values, int parameter) {
        this.statement = statement;
        this.values = values;
        this.parameter = parameter;
    }

    /// Goes on with columns of other values.
    <O> SqlArrays<O> then(Collection<O> others) {
        return new SqlArrays<>(statement, others, parameter);
    }

    SqlArrays<T> text(Function<T, @Nullable String> column) throws SQLException {
        return set("text", values.stream().map(column).toArray(String[]::new));
    }

    SqlArrays<T> number(Function<T, Number> column) throws SQLException {
        return set("bigint", values.stream().map(column).toArray(Number[]::new));
    }

    SqlArrays<T> flag(Function<T, Boolean> column) throws SQLException {
        return set("boolean", values.stream().map(column).toArray(Boolean[]::new));
    }

    /// Times go as text, which the statement casts: exact to the microsecond.
    SqlArrays<T> time(Function<T, @Nullable Instant> column) throws SQLException {
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
