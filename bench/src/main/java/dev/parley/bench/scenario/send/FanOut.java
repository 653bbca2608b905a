package dev.parley.bench.scenario.send;

import dev.parley.bench.load.ThreadPlan;
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

/// Measures how many elements a second reach the feeds of one group in which each participant has a feed. A
/// message leaves the window only once every other participant has received it: acknowledgements alone would
/// run far ahead of the feeds.
public final class FanOut implements Scenario {

    private static final int SENDERS = 4;
    private static final int WINDOW = 4;

    @Override
    public String name() {
        return "fan-out";
    }

    @Override
    public String shows() {
        return "deliveries a second to the 300 feeds of one group";
    }

    @Override
    public List<String> ceilings() {
        return List.of("echo-push");
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException {
        Plan plan = stage.plan();
        List<String> users = stage.population().users(plan.feeds());
        stage.progress().step("creating a group of %d users".formatted(users.size()));
        var thread = new ThreadPlan(stage.population().group(users), users.subList(0, SENDERS), users);
        var tally = new Tally();
        try (Traffic traffic =
                Traffic.open(stage.connections(), stage.traffic(Way.STREAM, WINDOW), tally, List.of(thread))) {
            traffic.saturate();
            List<Sample> samples = stage.measure(tally, plan.warmUp(), plan.measure());
            List<String> violations = traffic.settle();
            var sheet = new FigureSheet()
                    .rate("deliveries", samples, Interval::deliveries)
                    .latency("send to received", samples, Interval::receipts)
                    .rate("messages", samples, Interval::operations)
                    .latency("send to ack", samples, Interval::answers)
                    .cpu("", samples)
                    .processorTime("processor time a delivery", samples, Interval::deliveries)
                    .add(Figure.once("feeds called lagging", "times", traffic.lagging()));
            String setting = "one group, %d feeds, %d senders, %d bytes, %d in flight for each sender until all have it"
                    .formatted(users.size(), SENDERS, Plan.TEXT_BYTES, WINDOW);
            return new Outcome(
                    name(), "bounded closed loop", setting, sheet.figures(), ceilings(), tally.errors(), violations);
        }
    }
}
