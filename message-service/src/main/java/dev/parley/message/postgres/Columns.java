package dev.parley.message.postgres;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Converts rows to the arrays that `unnest` converts back to rows. The driver sends arrays of this form in
/// binary, which a lane needs for its throughput.
public final class Columns {

    private Columns() {}

    public static <T> @Nullable String[] texts(Collection<T> rows, Function<T, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    public static <T> long[] numbers(List<T> rows, ToLongFunction<T> column) {
        return rows.stream().mapToLong(column).toArray();
    }

    public static <T> short[] smalls(List<T> rows, ToIntFunction<T> column) {
        var numbers = new short[rows.size()];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = (short) column.applyAsInt(rows.get(row));
        }
        return numbers;
    }

    public static <T> byte @Nullable [][] bytes(List<T> rows, Function<T, byte @Nullable []> column) {
        return rows.stream().map(column).toArray(byte[][]::new);
    }
}
