package dev.parley.standalone.demo;

import dev.parley.clientkit.report.Tally.Interval;
import dev.parley.standalone.demo.Conversation.Result;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// The outcome of a replay.
public final class ReplayReport {

    private static final int SHOWN_ERRORS = 10;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Interval interval;
    private final List<Result> results;
    private final long exactRows;
    private final Map<String, Long> errors;

    ReplayReport(Interval interval, List<Result> results, long exactRows, Map<String, Long> errors) {
        this.interval = interval;
        this.results = results;
        this.exactRows = exactRows;
        this.errors = errors;
    }

    /// Whether every call succeeded, every feed was complete and every row exact.
    public boolean isClean() {
        return errors.isEmpty();
    }

    /// Returns the first failures, as one sentence each.
    public List<String> complaints() {
        return errors.keySet().stream().limit(SHOWN_ERRORS).toList();
    }

    /// Returns the numbers, as a short table.
    public List<String> table() {
        long complete = results.stream().filter(Result::feedIsComplete).count();
        return List.of(
                row("threads", Integer.toString(results.size() / 2)),
                row("messages", Long.toString(interval.operations())),
                row("rate", "%.0f messages/s over %.1f s", interval.rate(), interval.seconds()),
                row("send", percentiles(interval.answers())),
                row("send to feed", percentiles(interval.receipts())),
                row("feed check", "%d of %d feeds complete and in order", complete, results.size()),
                row("unread check", "%d of %d rows exact", exactRows, results.size()),
                row(
                        "failures",
                        Long.toString(errors.values().stream()
                                .mapToLong(Long::longValue)
                                .sum())));
    }

    private static String row(String name, String value, Object... arguments) {
        return String.format(Locale.ROOT, "%-13s " + value, concat(name, arguments));
    }

    private static Object[] concat(String first, Object... rest) {
        var all = new Object[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    private static String percentiles(Histogram times) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %.1f ms",
                times.getValueAtPercentile(50) / NANOS_PER_MILLI,
                times.getValueAtPercentile(99) / NANOS_PER_MILLI);
    }
}
