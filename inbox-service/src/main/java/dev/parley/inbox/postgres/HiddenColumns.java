package dev.parley.inbox.postgres;

import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.platform.postgres.SqlArrays;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Hidden ordinals in two array columns, which are null if there are none. Arrays of many rows are passed as
/// texts that the statement casts, because an array of arrays would have to be rectangular.
final class HiddenColumns {

    private HiddenColumns() {}

    static HiddenOrdinals read(ResultSet row, String ordinals, String stamps) throws SQLException {
        var numbers = SqlArrays.bigints(row, ordinals);
        return numbers.isEmpty() ? HiddenOrdinals.NONE : HiddenOrdinals.stored(numbers, SqlArrays.bigints(row, stamps));
    }

    static @Nullable String ordinals(HiddenOrdinals hidden) {
        var all = new ArrayList<Long>();
        hidden.forEach((ordinal, stamp) -> all.add(ordinal));
        return text(all);
    }

    static @Nullable String stamps(HiddenOrdinals hidden) {
        var all = new ArrayList<Long>();
        hidden.forEach((ordinal, stamp) -> all.add(stamp));
        return text(all);
    }

    private static @Nullable String text(ArrayList<Long> numbers) {
        if (numbers.isEmpty()) {
            return null;
        }
        var text = new StringBuilder("{");
        for (long number : numbers) {
            text.append(text.length() == 1 ? "" : ",").append(number);
        }
        return text.append('}').toString();
    }
}
