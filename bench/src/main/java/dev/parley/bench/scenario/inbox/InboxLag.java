package dev.parley.bench.scenario.inbox;

import dev.parley.bench.load.ThreadPlan;
import dev.parley.bench.load.Traffic;
import dev.parley.bench.load.TrafficPlan;
import dev.parley.bench.load.TrafficPlan.Way;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.FigureSheet;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.report.Tally;
import dev.parley.clientkit.report.Tally.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Measures the time from the acknowledgement of a message until the other user's inbox has it, as seen by
/// that user's `WatchInbox` feed.
public final class InboxLag implements Scenario {

    private static final double PER_SECOND = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "inbox-lag";
    }

    @Override
    public String shows() {
        return "time from the acknowledgement of a message to the inbox feed of the other user";
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException {
        stage.ensureWarm();
        var tally = new Tally();
        List<ThreadPlan> threads = stage.population().pairs(stage.plan().pairs());
        List<ExactRow> inboxes = open(stage, threads, tally);
        try {
            return measure(stage, threads, inboxes, tally);
        } finally {
            inboxes.forEach(ExactRow::close);
        }
    }

    private Outcome measure(Stage stage, List<ThreadPlan> threads, List<ExactRow> inboxes, Tally tally)
            throws InterruptedException {
        var sends = new Tally();
        // The senders are numbered pair by pair: the other user of sender 2n is sender 2n + 1.
        TrafficPlan plan = stage.traffic(Way.STREAM, 1)
                .with((sender, sequence, nanos) -> inboxes.get(sender ^ 1).expect(sequence, nanos));
        try (Traffic traffic = Traffic.open(stage.connections(), plan, sends, threads)) {
            List<Sample> samples = stage.atRate(
                    PER_SECOND,
                    tally,
                    stage.plan().shortWarmUp(),
                    stage.plan().measure(),
                    (number, intended) -> traffic.send((int) (number % traffic.senders()), intended));
            var violations = new ArrayList<>(traffic.settle());
            sends.errors().forEach((what, count) -> violations.add(count + " × " + what));
            if (!Bounded.await(PATIENCE, () -> inboxes.stream().allMatch(ExactRow::isExact))) {
                violations.add("an inbox never showed the last message");
            }
            inboxes.forEach(inbox -> violations.addAll(inbox.violations()));
            var sheet = new FigureSheet()
                    .latency("ack to inbox", samples, Interval::answers)
                    .rate("inbox changes awaited", samples, Interval::operations)
                    .cpu("", samples)
                    .processorTime("processor time a message", samples, Interval::operations);
            String setting = "%d users in pairs, 500/s in total, one feed per inbox".formatted(inboxes.size());
            return new Outcome(name(), "open loop", setting, sheet.figures(), ceilings(), tally.errors(), violations);
        }
    }

    /// Opens the inbox feed of every user, pair by pair.
    private static List<ExactRow> open(Stage stage, List<ThreadPlan> threads, Tally tally) throws InterruptedException {
        var inboxes = new ArrayList<ExactRow>();
        for (ThreadPlan thread : threads) {
            for (String user : thread.senders()) {
                inboxes.add(new ExactRow(thread.threadId(), tally)
                        .follow(stage.connections().user(user, inboxes.size() / 2)));
            }
        }
        Bounded.require(
                PATIENCE,
                "Not every inbox feed caught up",
                () -> inboxes.stream().allMatch(ExactRow::isCaughtUp));
        return inboxes;
    }
}
