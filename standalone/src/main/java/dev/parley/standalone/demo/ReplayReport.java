package dev.parley.standalone.demo;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What came out of a replay.
public final class ReplayReport {

    private static final double NANOS_PER_MILLI = 1e6;

    private final Tally tally;
    private final Duration took;

    ReplayReport(Tally tally, Duration took) {
        this.tally = tally;
        this.took = took;
    }

    /// Whether every call went well, every feed was complete and every row exact.
    public boolean isClean() {
        return tally.isClean();
    }

    /// What was not as it should be, a few lines of it.
    public List<String> complaints() {
        return tally.complaints();
    }

    /// How many messages were acknowledged.
    public int messages() {
        return tally.messages.get();
    }

    /// The numbers, as a short table.
    public List<String> table() {
        double seconds = Math.max(took.toNanos(), 1) / 1e9;
        return List.of(
                row("threads", Integer.toString(tally.threads.get())),
                row("messages", Integer.toString(tally.messages.get())),
                row("rate", String.format(Locale.ROOT, "%.0f messages/s over %.1f s", messages() / seconds, seconds)),
                row("send", percentiles(tally.send)),
                row("send to feed", percentiles(tally.sendToFeed)),
                row("ack to feed", percentiles(tally.ackToFeed) + "  (negative: the feed was first)"),
                row("feed check", outOf(tally.completeFeeds.get(), tally.feeds.get(), "feeds complete and in order")),
                row("unread check", outOf(tally.exactRows.get(), tally.rows.get(), "rows exact")),
                row("failures", Integer.toString(tally.failures.get())));
    }

    private static String row(String name, String value) {
        return String.format(Locale.ROOT, "%-13s %s", name, value);
    }

    private static String outOf(int good, int all, String what) {
        return good + " of " + all + " " + what;
    }

    private static String percentiles(Timings timings) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %.1f ms",
                millis(timings.percentile(50)),
                millis(timings.percentile(99)));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLI;
    }
}
