package dev.parley.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The goal of a figure on a two-core machine that driver, server and PostgreSQL share, together with the
/// figure of the peer on such a machine: an XMPP server with an archive in PostgreSQL.
///
/// @param bound whether the goal is a lower or an upper bound
/// @param value the goal, in the unit of the figure
/// @param peer the figure of the peer; empty if it was not measured
public record Goal(Bound bound, double value, String peer) {

    /// The direction of a goal.
    public enum Bound {
        /// At least the value.
        AT_LEAST,
        /// At most the value.
        AT_MOST
    }

    private static final Map<String, Goal> GOALS = Map.ofEntries(
            Map.entry("send-stream/messages", floor(25_000, "3,430/s")),
            Map.entry("send-stream/send to received p99", most(30, "170 ms")),
            Map.entry("send-unary/messages", floor(12_000, "3,430/s")),
            Map.entry("rate-50/stream send to received p50", most(1.6, "1.8 ms")),
            Map.entry("rate-50/stream send to received p99", most(3, "3.8 ms")),
            Map.entry("rate-500/stream send to received p50", most(0.9, "1.0 ms")),
            Map.entry("rate-500/stream send to received p99", most(3.5, "4.3 ms")),
            Map.entry("fan-out/deliveries", floor(100_000, "33,600/s")),
            Map.entry("fan-out/send to received p99", most(54, "54 ms")),
            Map.entry("inbox-page/one client p50", most(2, "25 ms, emulated")),
            Map.entry("inbox-page/large inbox at 200/s p99", most(5, "")),
            Map.entry("history-page/newest 50, one client p50", most(2, "12 ms")),
            Map.entry("history-page/newest 50, 16 clients", floor(2_000, "147/s")),
            Map.entry("open-feeds/heap for each feed", most(8_192, "")),
            Map.entry("inbox-lag/ack to inbox p99", most(200, "")),
            Map.entry("inbox-group/group: ack to inbox p99", most(1_200, "")),
            Map.entry("inbox-group/pairs: ack to inbox p99", most(200, "")),
            Map.entry("marks/one by one: marks", floor(4_000, "")),
            Map.entry("marks/batches: marks", floor(10_000, "")),
            Map.entry("heads/heads", floor(4_000, "")),
            Map.entry("backlog/until told", most(60, "")));

    /// Returns the goal of a figure of an outcome, if there is one.
    public static Optional<Goal> of(String outcome, String figure) {
        return Optional.ofNullable(GOALS.get(outcome + "/" + figure));
    }

    /// Returns the goals of an outcome, such as `marks ≥ 4,000`, by figure.
    public static List<String> of(String outcome) {
        String prefix = outcome + "/";
        return GOALS.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey().substring(prefix.length()) + " "
                        + entry.getValue().text())
                .toList();
    }

    /// Returns the goal as text, such as `≥ 4,000`.
    public String text() {
        String sign = switch (bound) {
            case AT_LEAST -> "≥ ";
            case AT_MOST -> "≤ ";
        };
        return sign + (value >= 100 ? String.format(Locale.ROOT, "%,.0f", value) : Double.toString(value));
    }

    /// Whether a value meets the goal.
    public boolean isReachedBy(double measured) {
        return switch (bound) {
            case AT_LEAST -> measured >= value;
            case AT_MOST -> measured <= value;
        };
    }

    private static Goal floor(double value, String peer) {
        return new Goal(Bound.AT_LEAST, value, peer);
    }

    private static Goal most(double value, String peer) {
        return new Goal(Bound.AT_MOST, value, peer);
    }
}
