package dev.parley.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The results of one run of the driver.
///
/// @param time when the run began
/// @param machine the machine that it ran on
/// @param setting the options that it ran with
/// @param ceilings the rates of wire and store alone
/// @param scenarios the results of the server
public record Report(Instant time, Machine machine, String setting, List<Outcome> ceilings, List<Outcome> scenarios) {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final String ROW = "%-40s %12s  %-21s %-12s %-16s %s";
    private static final int SHOWN_VIOLATIONS = 20;

    /// Whether nothing failed and every promise held.
    public boolean isSound() {
        return ceilings.stream().allMatch(Outcome::isSound)
                && scenarios.stream().allMatch(Outcome::isSound);
    }

    private Optional<Outcome> ceiling(String name) {
        return ceilings.stream().filter(ceiling -> ceiling.name().equals(name)).findFirst();
    }

    /// Returns the report as JSON: the records as they are, each figure with its median, minimum and maximum,
    /// its goal and the figure of the peer.
    public String json() {
        var json = new JsonObject();
        json.addProperty("time", time.toString());
        json.add("machine", GSON.toJsonTree(machine));
        json.addProperty("setting", setting);
        json.addProperty("sound", isSound());
        json.add("ceilings", outcomes(ceilings));
        json.add("scenarios", outcomes(scenarios));
        return GSON.toJson(json) + "\n";
    }

    private JsonArray outcomes(List<Outcome> outcomes) {
        var array = new JsonArray();
        for (Outcome outcome : outcomes) {
            var json = new JsonObject();
            json.addProperty("name", outcome.name());
            json.addProperty("loop", outcome.loop());
            json.addProperty("setting", outcome.setting());
            var figures = new JsonArray();
            outcome.figures().forEach(figure -> figures.add(figure(outcome, figure)));
            json.add("figures", figures);
            json.add("ceilings", shares(outcome));
            json.add("errors", GSON.toJsonTree(outcome.errors()));
            json.add("violations", GSON.toJsonTree(outcome.violations()));
            array.add(json);
        }
        return array;
    }

    private static JsonObject figure(Outcome outcome, Figure figure) {
        var json = new JsonObject();
        json.addProperty("name", figure.name());
        json.addProperty("unit", figure.unit());
        json.addProperty("median", figure.median());
        json.addProperty("min", figure.min());
        json.addProperty("max", figure.max());
        json.add("runs", GSON.toJsonTree(figure.runs()));
        Goal.of(outcome.name(), figure.name()).ifPresent(goal -> {
            json.addProperty("goal", goal.value());
            json.addProperty("reached", goal.isReachedBy(figure.median()));
            json.addProperty("peer", goal.peer());
        });
        return json;
    }

    /// Returns the fraction of each ceiling that the first figure reaches, from 0 to 1.
    private JsonObject shares(Outcome outcome) {
        var json = new JsonObject();
        for (String name : outcome.ceilings()) {
            ceiling(name).ifPresent(ceiling -> outcome.partOf(ceiling).ifPresent(part -> json.addProperty(name, part)));
        }
        return json;
    }

    /// Returns the report as a readable table.
    public String table() {
        var lines = new ArrayList<String>();
        lines.add("Measured %s on %d cores, %.0f GB, %s, %s, data on %s, sources %s."
                .formatted(
                        time,
                        machine.cores(),
                        machine.memoryBytes() / 1e9,
                        machine.system(),
                        machine.jdk(),
                        machine.fileSystem(),
                        machine.commit()));
        lines.add("Driver, server and PostgreSQL share this machine; all traffic uses the loopback interface. "
                + setting);
        if (machine.fileSystem().equals("tmpfs")) {
            lines.add("The data is in memory only, so no write was durable: choose another --data-dir.");
        }
        lines.add("");
        lines.add(ROW.formatted("", "median", "(minimum – maximum)", "goal", "peer", "of its ceiling in this run")
                .stripTrailing());
        ceilings.forEach(outcome -> add(lines, outcome));
        scenarios.forEach(outcome -> add(lines, outcome));
        return String.join("\n", lines) + "\n";
    }

    private void add(List<String> lines, Outcome outcome) {
        lines.add("%s: %s; %s".formatted(outcome.name(), outcome.loop(), outcome.setting()));
        for (Figure figure : outcome.figures()) {
            String ofCeiling = outcome.headline().filter(figure::equals).isPresent() ? ofCeiling(outcome) : "";
            lines.add(row(outcome, figure, ofCeiling));
        }
        outcome.errors().forEach((what, count) -> lines.add("  ERROR %,d × %s".formatted(count, what)));
        outcome.violations().stream().limit(SHOWN_VIOLATIONS).forEach(what -> lines.add("  BROKEN " + what));
    }

    private static String row(Outcome outcome, Figure figure, String ofCeiling) {
        var goal = Goal.of(outcome.name(), figure.name());
        String range =
                figure.runs().size() == 1 ? "" : "(%s – %s)".formatted(number(figure.min()), number(figure.max()));
        return ROW.formatted(
                        "  " + figure.name(),
                        number(figure.median()) + " " + figure.unit(),
                        range,
                        goal.map(value -> shown(value, figure)).orElse(""),
                        goal.map(Goal::peer).orElse(""),
                        ofCeiling)
                .stripTrailing();
    }

    private static String shown(Goal goal, Figure figure) {
        return goal.text() + (goal.isReachedBy(figure.median()) ? " ✓" : " ✗");
    }

    private String ofCeiling(Outcome outcome) {
        return outcome.ceilings().stream()
                .flatMap(name -> ceiling(name).stream())
                .map(ceiling ->
                        "%.0f %% of %s".formatted(100 * outcome.partOf(ceiling).orElse(0), ceiling.name()))
                .collect(Collectors.joining(", "));
    }

    /// Formats large numbers without decimals, and small ones with a meaningful number of decimals.
    private static String number(double value) {
        String pattern = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value);
    }
}
