package dev.parley.platform.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs a query and reads its rows.
public final class Rows {

    private Rows() {}

    /// All rows, in the order of the query.
    public static <T> List<T> list(PreparedStatement query, RowReader<T> reader) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            var values = new ArrayList<T>();
            while (rows.next()) {
                values.add(reader.read(rows));
            }
            return values;
        }
    }

    /// The first row; empty when there is none.
    public static <T> Optional<T> first(PreparedStatement query, RowReader<T> reader) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
    }
}
