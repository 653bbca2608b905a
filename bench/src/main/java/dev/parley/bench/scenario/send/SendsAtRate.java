package dev.parley.bench.scenario.send;

import dev.parley.bench.load.Traffic;
import dev.parley.bench.load.TrafficPlan.Way;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.FigureSheet;
import dev.parley.bench.scenario.Plan;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.clientkit.report.Tally;
import dev.parley.clientkit.report.Tally.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Measures how long a send takes until the acknowledgement and until the other user's feed has it, at a
/// fixed rate over pairs of users.
public final class SendsAtRate implements Scenario {

    /// The minimum number of messages in a measurement, so that the 99th percentile is meaningful.
    private static final int LEAST_MESSAGES = 1000;

    private final int perSecond;

    /// Sends this many messages a second, over all users.
    public SendsAtRate(int perSecond) {
        this.perSecond = perSecond;
    }

    @Override
    public String name() {
        return "rate-" + perSecond;
    }

    @Override
    public String shows() {
        return "latencies at %d messages a second, over streams and with unary calls".formatted(perSecond);
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException {
        stage.ensureWarm();
        var sheet = new FigureSheet();
        var errors = new TreeMap<String, Long>();
        var violations = new ArrayList<String>();
        for (Way way : Way.values()) {
            run(stage, way, sheet, errors, violations);
        }
        String setting = "%d users in pairs, %d bytes, %d/s in total at even intervals, timed from the intended start"
                .formatted(2 * stage.plan().pairs(), Plan.TEXT_BYTES, perSecond);
        return new Outcome(name(), "open loop", setting, sheet.figures(), ceilings(), errors, violations);
    }

    private void run(Stage stage, Way way, FigureSheet sheet, Map<String, Long> errors, List<String> violations)
            throws InterruptedException {
        Plan plan = stage.plan();
        String name = way == Way.STREAM ? "stream" : "unary";
        var tally = new Tally();
        try (Traffic traffic = Traffic.open(
                stage.connections(),
                stage.traffic(way, 1),
                tally,
                stage.population().pairs(plan.pairs()))) {
            stage.progress().step(name);
            List<Sample> samples = stage.atRate(
                    perSecond,
                    tally,
                    plan.shortWarmUp(),
                    length(plan),
                    (number, intended) -> traffic.send((int) (number % traffic.senders()), intended));
            violations.addAll(traffic.settle());
            sheet.rate(name + " messages", samples, Interval::operations)
                    .latency(name + " send to ack", samples, Interval::answers)
                    .latency(name + " send to received", samples, Interval::receipts)
                    .cpu(name + " ", samples)
                    .processorTime(name + " processor time a message", samples, Interval::operations);
            tally.errors().forEach((what, count) -> errors.merge(what, count, Long::sum));
        }
    }

    private Duration length(Plan plan) {
        var enough = Duration.ofSeconds(LEAST_MESSAGES / perSecond);
        return plan.runs() > 1 && enough.compareTo(plan.measure()) > 0 ? enough : plan.measure();
    }
}
