package dev.parley.bench.scenario.feed;

import dev.parley.bench.load.SubscriptionLoad;
import dev.parley.bench.load.ThreadPlan;
import dev.parley.bench.report.Figure;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.FigureSheet;
import dev.parley.bench.scenario.Plan;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.clientkit.report.Tally;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// Measures many subscriptions on four streams: how long they take to begin, what they cost, and what messages at a
/// steady rate do to them.
abstract class ManySubscriptions implements Scenario {

    static final int STREAMS = 4;

    private static final int USERS = 5;
    private static final double PER_SECOND = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final double NANOS_PER_SECOND = 1e9;

    /// What a run works with.
    ///
    /// @param threads the groups, each with the same number of users
    record Run(Stage stage, List<ThreadPlan> threads, Tally tally) {

        /// Returns the thread of a numbered message: neighbours in time are no neighbours in the store.
        int thread(long number) {
            return (int) (number * 7919 % threads.size());
        }
    }

    /// Opens the streams, without subscriptions.
    abstract SubscriptionLoad open(Run run);

    /// Adds the figures of 500 messages a second, and whatever else is measured afterwards.
    abstract void measure(Run run, SubscriptionLoad load, List<Sample> atRate, FigureSheet sheet)
            throws InterruptedException;

    /// Describes how the load is made, such as `open loop`.
    abstract String loop();

    /// Describes the subscriptions of a run.
    abstract String setting(int subscriptions, int groups);

    @Override
    public final Outcome run(Stage stage) throws InterruptedException {
        Plan plan = stage.plan();
        int count = plan.subscriptions();
        stage.progress().step("creating %,d groups".formatted(count / USERS));
        var run = new Run(stage, stage.population().groups(count / USERS, USERS), new Tally());
        OptionalLong before = stage.heapBytes();
        try (SubscriptionLoad load = open(run)) {
            long began = System.nanoTime();
            load.follow(PATIENCE);
            double seconds = (System.nanoTime() - began) / NANOS_PER_SECOND;
            stage.progress().step("all have caught up after %.1f s".formatted(seconds));
            OptionalLong after = stage.heapBytes();
            var sheet = new FigureSheet().add(Figure.once("time until all have caught up", "s", seconds));
            measure(run, load, atRate(run, load), sheet);
            if (before.isPresent() && after.isPresent()) {
                double each = (double) (after.getAsLong() - before.getAsLong()) / count;
                sheet.add(Figure.once("heap for each subscription", "bytes", each));
            }
            List<String> violations = load.settle(PATIENCE);
            String setting = setting(count, run.threads().size());
            return new Outcome(
                    name(),
                    loop(),
                    setting,
                    sheet.figures(),
                    ceilings(),
                    run.tally().errors(),
                    violations);
        }
    }

    private static List<Sample> atRate(Run run, SubscriptionLoad load) throws InterruptedException {
        Plan plan = run.stage().plan();
        return run.stage()
                .atRate(
                        PER_SECOND,
                        run.tally(),
                        plan.shortWarmUp(),
                        plan.measure(),
                        (number, intended) -> load.send(run.thread(number), intended));
    }
}
