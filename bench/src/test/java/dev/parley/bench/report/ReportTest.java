package dev.parley.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Machine MACHINE = new Machine(2, 8_000_000_000L, "JDK 25", "Linux", "ext4", "abc1234");

    @Test
    void medianIsTheMiddleRun() {
        assertThat(new Figure("a", "/s", List.of(3.0, 1.0, 2.0)).median()).isEqualTo(2.0);
        assertThat(new Figure("a", "/s", List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2.5);
        assertThat(new Figure("a", "/s", List.of(3.0, 1.0, 2.0)).min()).isEqualTo(1.0);
        assertThat(new Figure("a", "/s", List.of(3.0, 1.0, 2.0)).max()).isEqualTo(3.0);
    }

    @Test
    void figureWithoutAValueIsRefused() {
        assertThatThrownBy(() -> new Figure("a", "/s", List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void jsonContainsFiguresGoalsAndCeilings() {
        JsonObject json = JsonParser.parseString(report(Map.of()).json()).getAsJsonObject();
        assertThat(json.get("time").getAsString()).isEqualTo("2026-11-20T10:00:00Z");
        assertThat(json.get("sound").getAsBoolean()).isTrue();
        assertThat(json.getAsJsonObject("machine").get("cores").getAsInt()).isEqualTo(2);
        JsonObject scenario = json.getAsJsonArray("scenarios").get(0).getAsJsonObject();
        assertThat(scenario.getAsJsonObject("ceilings").get("echo-stream").getAsDouble())
                .isEqualTo(0.25);
        JsonObject figure = scenario.getAsJsonArray("figures").get(0).getAsJsonObject();
        assertThat(figure.get("median").getAsDouble()).isEqualTo(30_000);
        assertThat(figure.get("min").getAsDouble()).isEqualTo(29_000);
        assertThat(figure.get("goal").getAsDouble()).isEqualTo(25_000);
        assertThat(figure.get("reached").getAsBoolean()).isTrue();
        assertThat(figure.get("peer").getAsString()).isEqualTo("3,430/s");
        assertThat(figure.getAsJsonArray("runs")).hasSize(3);
    }

    @Test
    void tableShowsARateNextToItsCeiling() {
        assertThat(report(Map.of()).table())
                .contains("30,000 /s", "(29,000 – 31,000)", "≥ 25,000 ✓", "25 % of echo-stream");
    }

    @Test
    void errorsAreShownAndMakeTheReportUnsound() {
        Report report = report(Map.of("a send failed: UNAVAILABLE", 12L));
        assertThat(report.isSound()).isFalse();
        assertThat(report.table()).contains("ERROR 12 × a send failed: UNAVAILABLE");
    }

    @Test
    void outcomeThatCouldNotBeMeasuredIsShown() {
        var failed =
                new Outcome("fan-out", "not measured", "", List.of(), List.of("echo-push"), Map.of("x", 1L), List.of());
        var report = new Report(Instant.EPOCH, MACHINE, "", List.of(), List.of(failed));
        assertThat(report.table()).contains("fan-out: not measured");
        assertThat(report.json()).contains("fan-out");
    }

    private static Report report(Map<String, Long> errors) {
        var echo = outcome("echo-stream", new Figure("messages", "/s", List.of(120_000.0)), Map.of());
        var rate = new Figure("messages", "/s", List.of(31_000.0, 29_000.0, 30_000.0));
        return new Report(
                Instant.parse("2026-11-20T10:00:00Z"),
                MACHINE,
                "Medians of 3 runs.",
                List.of(echo),
                List.of(outcome("send-stream", rate, errors)));
    }

    private static Outcome outcome(String name, Figure figure, Map<String, Long> errors) {
        return new Outcome(
                name, "bounded closed loop", "200 users", List.of(figure), List.of("echo-stream"), errors, List.of());
    }
}
