package dev.parley.bench.scenario.send;

import dev.parley.bench.load.Traffic;
import dev.parley.bench.load.TrafficPlan.Way;
import dev.parley.bench.report.Figure;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.FigureSheet;
import dev.parley.bench.scenario.Plan;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.clientkit.report.Tally;
import dev.parley.clientkit.report.Tally.Interval;
import java.util.List;

/// Measures how many messages a second are acknowledged, and therefore durable, **and** received by the other
/// user: pairs of users in direct threads, each with a feed, each always with a few messages in flight.
public final class SaturatedSends implements Scenario {

    private final String name;
    private final Way way;

    /// Sends in one of the two ways.
    public SaturatedSends(String name, Way way) {
        this.name = name;
        this.way = way;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String shows() {
        return "how many messages a second are durable and received, by 200 users in pairs";
    }

    @Override
    public List<String> ceilings() {
        return switch (way) {
            case STREAM -> List.of("echo-stream", "postgres-100x16");
            case UNARY -> List.of("echo-unary", "health-unary", "postgres-100x16");
        };
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException {
        Plan plan = stage.plan();
        int window = way == Way.STREAM ? plan.window() : plan.unaryWindow();
        var tally = new Tally();
        stage.progress().step("creating %d two-person threads".formatted(plan.pairs()));
        try (Traffic traffic = Traffic.open(
                stage.connections(),
                stage.traffic(way, window),
                tally,
                stage.population().pairs(plan.pairs()))) {
            traffic.saturate();
            List<Sample> samples = stage.measure(tally, plan.longWarmUp(), plan.measure());
            List<String> violations = traffic.settle();
            stage.warmed();
            var sheet = new FigureSheet()
                    .rate("messages", samples, Interval::operations)
                    .latency("send to ack", samples, Interval::answers)
                    .latency("send to received", samples, Interval::receipts)
                    .rate("deliveries", samples, Interval::deliveries)
                    .cpu("", samples)
                    .processorTime("processor time a message", samples, Interval::operations)
                    .add(Figure.once("checked messages", "in all", tally.operations()));
            String setting = "%d users in pairs, %d bytes, %d in flight for each user, %d connections"
                    .formatted(
                            2 * plan.pairs(),
                            Plan.TEXT_BYTES,
                            window,
                            stage.connections().count());
            return new Outcome(
                    name, "bounded closed loop", setting, sheet.figures(), ceilings(), tally.errors(), violations);
        }
    }
}
