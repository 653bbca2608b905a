package dev.parley.bench.scenario.feed;

import dev.parley.bench.load.FollowLoad;
import dev.parley.bench.load.ThreadPlan;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Measures many subscriptions on four streams: how long they take to begin, what they cost, and how soon each
/// message reaches them.
public final class FollowMany implements Scenario {

    private static final int STREAMS = 4;
    private static final int USERS = 5;
    private static final double PER_SECOND = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final double NANOS_PER_SECOND = 1e9;

    @Override
    public String name() {
        return "follow";
    }

    @Override
    public String shows() {
        return "50,000 subscriptions on four FollowThreads streams, at 500 messages a second and saturated";
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException {
        Plan plan = stage.plan();
        int count = plan.subscriptions();
        stage.progress().step("creating %,d groups".formatted(count / USERS));
        List<ThreadPlan> threads = stage.population().groups(count / USERS, USERS);
        var tally = new Tally();
        OptionalLong before = stage.heapBytes();
        try (var load = new FollowLoad(stage.connections(), STREAMS, threads, stage.traffic(Way.STREAM, 1), tally)) {
            long began = System.nanoTime();
            load.follow(PATIENCE);
            double seconds = (System.nanoTime() - began) / NANOS_PER_SECOND;
            stage.progress().step("all have caught up after %.1f s".formatted(seconds));
            OptionalLong after = stage.heapBytes();
            List<Sample> atRate = stage.atRate(
                    PER_SECOND,
                    tally,
                    plan.shortWarmUp(),
                    plan.measure(),
                    (number, intended) -> load.send((int) (number * 7919 % threads.size()), intended));
            List<Sample> saturated = saturate(stage, load, threads.size(), tally);
            var violations = new ArrayList<>(load.settle(PATIENCE));
            var sheet = new FigureSheet()
                    .add(Figure.once("time until all have caught up", "s", seconds))
                    .latency("send to received at 500/s", atRate, Interval::receipts)
                    .processorTime("processor time a delivery at 500/s", atRate, Interval::deliveries)
                    .rate("deliveries", saturated, Interval::deliveries)
                    .cpu("", saturated);
            if (before.isPresent() && after.isPresent()) {
                double each = (double) (after.getAsLong() - before.getAsLong()) / count;
                sheet.add(Figure.once("heap for each subscription", "bytes", each));
            }
            String setting = "%,d subscriptions to %,d groups over %d streams of one service"
                    .formatted(count, threads.size(), STREAMS);
            return new Outcome(
                    name(), "open loop, then closed", setting, sheet.figures(), ceilings(), tally.errors(), violations);
        }
    }

    /// Sends as fast as acknowledgements arrive.
    private static List<Sample> saturate(Stage stage, FollowLoad load, int threads, Tally tally)
            throws InterruptedException {
        var sender = new Thread(() -> {
            for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                load.send((int) (i * 7919L % threads), System.nanoTime());
            }
        });
        sender.setDaemon(true);
        sender.start();
        try {
            return stage.measure(tally, stage.plan().shortWarmUp(), stage.plan().measure());
        } finally {
            sender.interrupt();
            sender.join();
        }
    }
}
