package dev.parley.platform.postgres;

import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/// Enums in columns: a `smallint` with the number of the value in the contract.
public final class SqlEnums {

    private SqlEnums() {}

    /// Sets a parameter; null stays null.
    public static void set(PreparedStatement statement, int parameter, @Nullable Numbered value) throws SQLException {
        if (value == null) {
            statement.setNull(parameter, Types.SMALLINT);
        } else {
            statement.setShort(parameter, number(value));
        }
    }

    /// Reads a column that is never null.
    public static <E extends Enum<E> & Numbered> E get(ResultSet row, String column, Numbers<E> numbers)
            throws SQLException {
        return numbers.get(row.getInt(column));
    }

    /// Reads a column that is never null, by its position.
    public static <E extends Enum<E> & Numbered> E get(ResultSet row, int column, Numbers<E> numbers)
            throws SQLException {
        return numbers.get(row.getInt(column));
    }

    /// Reads a column that may be null.
    public static <E extends Enum<E> & Numbered> @Nullable E getNullable(
            ResultSet row, String column, Numbers<E> numbers) throws SQLException {
        int number = row.getInt(column);
        return row.wasNull() ? null : numbers.get(number);
    }

    static short number(Numbered value) {
        int number = value.number();
        if (number != (short) number) {
            throw new IllegalArgumentException("The number of " + value + " does not fit its column");
        }
        return (short) number;
    }
}
