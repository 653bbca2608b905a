package dev.parley.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A report as a table for people.
public final class ReportTable {

    private static final String ROW = "%-40s %12s  %-21s %-12s %-16s %s";

    private ReportTable() {}

    /// The report as lines.
    public static String write(Report report) {
        var lines = new ArrayList<String>();
        Machine machine = report.machine();
        lines.add("Measured %s on %d cores, %.0f GB, %s, %s, data on %s, sources %s."
                .formatted(
                        report.time(),
                        machine.cores(),
                        machine.memoryBytes() / 1e9,
                        machine.system(),
                        machine.jdk(),
                        machine.fileSystem(),
                        machine.commit()));
        lines.add("Driver, server and PostgreSQL share this machine; all traffic is loopback. " + report.setting());
        if (machine.fileSystem().equals("tmpfs")) {
            lines.add("The data is in memory only, so no write was durable: choose another --data-dir.");
        }
        lines.add("");
        lines.add(ROW.formatted("", "median", "(least – greatest)", "goal", "peer", "of its ceiling in this run")
                .stripTrailing());
        report.ceilings().forEach(outcome -> add(lines, report, outcome));
        report.scenarios().forEach(outcome -> add(lines, report, outcome));
        return String.join("\n", lines) + "\n";
    }

    private static void add(List<String> lines, Report report, Outcome outcome) {
        lines.add("%s: %s; %s".formatted(outcome.name(), outcome.loop(), outcome.setting()));
        for (Figure figure : outcome.figures()) {
            String beside = outcome.headline().filter(figure::equals).isPresent() ? beside(report, outcome) : "";
            lines.add(row(outcome, figure, beside));
        }
        outcome.errors().forEach((what, count) -> lines.add("  ERROR %,d × %s".formatted(count, what)));
        outcome.violations().stream().limit(20).forEach(what -> lines.add("  BROKEN " + what));
    }

    private static String row(Outcome outcome, Figure figure, String beside) {
        var goal = Goal.of(outcome.name(), figure.name());
        String range =
                figure.runs().size() == 1 ? "" : "(%s – %s)".formatted(number(figure.min()), number(figure.max()));
        return ROW.formatted(
                        "  " + figure.name(),
                        number(figure.median()) + " " + figure.unit(),
                        range,
                        goal.map(value -> shown(value, figure)).orElse(""),
                        goal.map(Goal::peer).orElse(""),
                        beside)
                .stripTrailing();
    }

    private static String shown(Goal goal, Figure figure) {
        String sign = switch (goal.bound()) {
            case AT_LEAST -> "≥ ";
            case AT_MOST -> "≤ ";
        };
        return sign + number(goal.value()) + (goal.isReachedBy(figure.median()) ? " ✓" : " ✗");
    }

    private static String beside(Report report, Outcome outcome) {
        return outcome.ceilings().stream()
                .flatMap(name -> report.ceiling(name).stream())
                .map(ceiling ->
                        "%.0f %% of %s".formatted(100 * outcome.partOf(ceiling).orElse(0), ceiling.name()))
                .collect(Collectors.joining(", "));
    }

    /// Large numbers without decimals, small ones with as many as say something.
    private static String number(double value) {
        String pattern = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value);
    }
}
