package dev.parley.platform.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs a query and reads its rows.
public final class Rows {

    private Rows() {}

    /// Returns all rows, in query order.
    public static <T> List<T> list(PreparedStatement query, RowReader<T> reader) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            var values = new ArrayList<T>();
            while (rows.next()) {
                values.add(reader.read(rows));
            }
            return values;
        }
    }

    /// Returns all rows by key, in query order. Of two rows with one key, the later one wins.
    public static <K, V> Map<K, V> map(PreparedStatement query, RowReader<K> key, RowReader<V> value)
            throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            var values = new LinkedHashMap<K, V>();
            while (rows.next()) {
                values.put(key.read(rows), value.read(rows));
            }
            return values;
        }
    }

    /// Returns the only row of a query that has exactly one, such as a count.
    public static <T> T one(PreparedStatement query, RowReader<T> reader) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            if (!rows.next()) {
                throw new IllegalStateException("The query returned no row");
            }
            T value = reader.read(rows);
            if (rows.next()) {
                throw new IllegalStateException("The query returned more than one row");
            }
            return value;
        }
    }

    /// Whether there is any row.
    public static boolean isAny(PreparedStatement query) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            return rows.next();
        }
    }

    /// Returns a number of the current row that may be null.
    public static @Nullable Long bigintOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : (Long) value;
    }

    /// Returns the first row; empty if there is none.
    public static <T> Optional<T> first(PreparedStatement query, RowReader<T> reader) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
    }
}
