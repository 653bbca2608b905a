package dev.parley.platform.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;

/// Creates a value from the current row of a result.
///
/// @param <T> the value
@FunctionalInterface
public interface RowReader<T> {

    /// Reads the current row; must not move the result.
    T read(ResultSet row) throws SQLException;
}
