package dev.parley.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/// A report as JSON: the records as they are, each figure with its median, least and greatest value, its goal and what
/// the peer did.
public final class ReportFile {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private ReportFile() {}

    /// The report as text.
    public static String write(Report report) {
        var json = new JsonObject();
        json.addProperty("time", report.time().toString());
        json.add("machine", GSON.toJsonTree(report.machine()));
        json.addProperty("setting", report.setting());
        json.addProperty("sound", report.isSound());
        json.add("ceilings", outcomes(report, report.ceilings()));
        json.add("scenarios", outcomes(report, report.scenarios()));
        return GSON.toJson(json) + "\n";
    }

    private static JsonArray outcomes(Report report, List<Outcome> outcomes) {
        var array = new JsonArray();
        for (Outcome outcome : outcomes) {
            var json = new JsonObject();
            json.addProperty("name", outcome.name());
            json.addProperty("loop", outcome.loop());
            json.addProperty("setting", outcome.setting());
            var figures = new JsonArray();
            outcome.figures().forEach(figure -> figures.add(figure(outcome, figure)));
            json.add("figures", figures);
            json.add("ceilings", ceilings(report, outcome));
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

    /// The part of each ceiling that the first figure reaches, from 0 to 1.
    private static JsonObject ceilings(Report report, Outcome outcome) {
        var json = new JsonObject();
        for (String name : outcome.ceilings()) {
            report.ceiling(name)
                    .ifPresent(ceiling -> outcome.partOf(ceiling).ifPresent(part -> json.addProperty(name, part)));
        }
        return json;
    }
}
