package dev.parley.message.postgres;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Converts rows to the arrays that `unnest` converts back to rows. The driver sends arrays of this form in
/// binary, which a lane needs for its throughput. For the same reason they are filled without streams.
public final class Columns {

    private Columns() {}

    public static <T> @Nullable String[] texts(Collection<T> rows, Function<T, @Nullable String> column) {
        var texts = new @Nullable String[rows.size()];
        int at = 0;
        for (T row : rows) {
            texts[at++] = column.apply(row);
        }
        return texts;
    }

    public static <T> long[] numbers(List<T> rows, ToLongFunction<T> column) {
        var numbers = new long[rows.size()];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = column.applyAsLong(rows.get(row));
        }
        return numbers;
    }

    public static <T> short[] smalls(List<T> rows, ToIntFunction<T> column) {
        var numbers = new short[rows.size()];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = (short) column.applyAsInt(rows.get(row));
        }
        return numbers;
    }

    public static <T> byte @Nullable [][] bytes(List<T> rows, Function<T, byte @Nullable []> column) {
        var bytes = new byte @Nullable [rows.size()][];
        for (int row = 0; row < bytes.length; row++) {
            bytes[row] = column.apply(rows.get(row));
        }
        return bytes;
    }
}
