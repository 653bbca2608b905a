package dev.parley.message.postgres.hint;

import dev.parley.id.ThreadId;
import dev.parley.message.hint.Hint;
import dev.parley.message.hint.HintBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A batch as the text of a notification, in ASCII. The first line has the version of the form, the origin, the
/// number, the mark, the flags (`c` complete, `l` leaving, `-` none), then `origin:mark` for each replica heard. Each
/// further line is a hint: thread, head, fence version, and `c` if cursors moved.
final class HintText {

    private static final String VERSION = "1";
    private static final int FIELDS = 5;

    private HintText() {}

    static String write(HintBatch batch) {
        var text = new StringBuilder(256);
        text.append(VERSION)
                .append(' ')
                .append(batch.origin())
                .append(' ')
                .append(batch.number())
                .append(' ')
                .append(batch.mark())
                .append(' ')
                .append(flags(batch));
        batch.heard()
                .forEach((origin, mark) ->
                        text.append(' ').append(origin).append(':').append(mark));
        for (Hint hint : batch.hints()) {
            text.append('\n')
                    .append(hint.thread().value())
                    .append(' ')
                    .append(hint.head())
                    .append(' ')
                    .append(hint.fenceVersion())
                    .append(hint.cursors() ? " c" : "");
        }
        return text.toString();
    }

    private static String flags(HintBatch batch) {
        String flags = (batch.complete() ? "c" : "") + (batch.leaving() ? "l" : "");
        return flags.isEmpty() ? "-" : flags;
    }

    /// Empty for a text of another version, and for any that is malformed.
    static Optional<HintBatch> read(String text) {
        try {
            String[] lines = text.split("\n");
            String[] first = lines[0].split(" ");
            if (!first[0].equals(VERSION)) {
                return Optional.empty();
            }
            var hints = new ArrayList<Hint>(lines.length - 1);
            for (int line = 1; line < lines.length; line++) {
                hints.add(hint(lines[line].split(" ")));
            }
            return Optional.of(new HintBatch(
                    first[1],
                    Long.parseLong(first[2]),
                    Long.parseLong(first[3]),
                    first[4].contains("c"),
                    first[4].contains("l"),
                    heard(first),
                    List.copyOf(hints)));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException malformed) {
            return Optional.empty();
        }
    }

    private static Map<String, Long> heard(String[] first) {
        var heard = new HashMap<String, Long>();
        for (int field = FIELDS; field < first.length; field++) {
            int colon = first[field].indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("Not an origin and a mark");
            }
            heard.put(first[field].substring(0, colon), Long.parseLong(first[field].substring(colon + 1)));
        }
        return Map.copyOf(heard);
    }

    private static Hint hint(String[] fields) {
        return new Hint(
                new ThreadId(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]), fields.length > 3);
    }
}
