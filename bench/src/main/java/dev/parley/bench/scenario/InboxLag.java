package dev.parley.bench.scenario;

import dev.parley.bench.load.Bounded;
import dev.parley.bench.load.Tally;
import dev.parley.bench.load.Tally.Interval;
import dev.parley.bench.load.ThreadPlan;
import dev.parley.bench.load.Traffic;
import dev.parley.bench.load.TrafficPlan;
import dev.parley.bench.load.TrafficPlan.Way;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.Stage.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How long after the acknowledgement of a message the other's inbox has it, seen by the other's `WatchInbox` feed.
public final class InboxLag implements Scenario {

    private static final double PER_SECOND = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "inbox-lag";
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException {
        stage.ensureWarm();
        Plan plan = stage.plan();
        var tally = new Tally();
        List<ThreadPlan> threads = stage.population().pairs(plan.pairs());
        var inboxes = new ArrayList<InboxWatch>();
        // The senders are numbered pair by pair: the other of sender 2n is 2n+1.
        threads.forEach(thread ->
                thread.senders().forEach(user -> inboxes.add(new InboxWatch(thread.threadId(), tally))));
        var sends = new Tally();
        TrafficPlan plain = stage.traffic(Way.STREAM, 1);
        var traced = new TrafficPlan(
                plain.way(),
                plain.window(),
                plain.textBytes(),
                plain.salt(),
                (sender, sequence, nanos) -> inboxes.get(sender ^ 1).expect(sequence, nanos));
        try (Traffic traffic = Traffic.open(stage.clients(), traced, sends, threads)) {
            for (int i = 0; i < inboxes.size(); i++) {
                String user = threads.get(i / 2).senders().get(i % 2);
                inboxes.get(i)
                        .open(stage.clients().channel(i / 2), stage.clients().as(user));
            }
            Bounded.require(
                    PATIENCE,
                    "Not every inbox feed caught up",
                    () -> inboxes.stream().allMatch(InboxWatch::isCaughtUp));
            List<Sample> samples = stage.atRate(
                    PER_SECOND,
                    tally,
                    plan.shortWarmUp(),
                    plan.measure(),
                    (number, intended) -> traffic.send((int) (number % traffic.senders()), intended));
            var violations = new ArrayList<>(traffic.settle());
            sends.errors().forEach((what, count) -> violations.add(count + " × " + what));
            if (!Bounded.await(PATIENCE, () -> inboxes.stream().allMatch(InboxWatch::isExact))) {
                violations.add("some inbox never showed the last message");
            }
            var sheet = new FigureSheet()
                    .latency("ack to inbox", samples, Interval::answers)
                    .rate("inbox changes awaited", samples, Interval::operations)
                    .cpu("", samples);
            String setting = "%d users in pairs, 500/s in all, a feed of each inbox".formatted(inboxes.size());
            return new Outcome(name(), "open loop", setting, sheet.figures(), ceilings(), tally.errors(), violations);
        } finally {
            inboxes.forEach(InboxWatch::close);
        }
    }
}
