package dev.parley.platform.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;

/// Makes a value of the current row of a result.
///
/// @param <T> the value
@FunctionalInterface
public interface RowReader<T> {

    /// Reads the current row; it does not move the result.
    T read(ResultSet row) throws SQLException;
}
