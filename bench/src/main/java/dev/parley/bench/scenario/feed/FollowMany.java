package dev.parley.bench.scenario.feed;

import dev.parley.bench.load.FollowLoad;
import dev.parley.bench.load.SubscriptionLoad;
import dev.parley.bench.load.TrafficPlan.Way;
import dev.parley.bench.scenario.FigureSheet;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.clientkit.report.Tally.Interval;
import java.util.List;

/// Measures subscriptions to threads, and how soon each message reaches them.
public final class FollowMany extends ManySubscriptions {

    @Override
    public String name() {
        return "follow";
    }

    @Override
    public String shows() {
        return "50,000 subscriptions on four FollowThreads streams, at 500 messages a second and saturated";
    }

    @Override
    String loop() {
        return "open loop, then closed";
    }

    @Override
    String setting(int subscriptions, int groups) {
        return "%,d subscriptions to %,d groups over %d streams of one service"
                .formatted(subscriptions, groups, STREAMS);
    }

    @Override
    SubscriptionLoad open(Run run) {
        Stage stage = run.stage();
        return new FollowLoad(stage.connections(), STREAMS, run.threads(), stage.traffic(Way.STREAM, 1), run.tally());
    }

    @Override
    void measure(Run run, SubscriptionLoad load, List<Sample> atRate, FigureSheet sheet) throws InterruptedException {
        List<Sample> saturated = saturate(run, load);
        sheet.latency("send to received at 500/s", atRate, Interval::receipts)
                .processorTime("processor time a delivery at 500/s", atRate, Interval::deliveries)
                .rate("deliveries", saturated, Interval::deliveries)
                .cpu("", saturated);
    }

    /// Sends as fast as acknowledgements arrive.
    private static List<Sample> saturate(Run run, SubscriptionLoad load) throws InterruptedException {
        var sender = new Thread(() -> {
            for (long i = 0; !Thread.currentThread().isInterrupted(); i++) {
                load.send(run.thread(i), System.nanoTime());
            }
        });
        sender.setDaemon(true);
        sender.start();
        Stage stage = run.stage();
        try {
            return stage.measure(
                    run.tally(), stage.plan().shortWarmUp(), stage.plan().measure());
        } finally {
            sender.interrupt();
            sender.join();
        }
    }
}
