package dev.parley.bench.scenario.feed;

import dev.parley.bench.load.InboxFollowLoad;
import dev.parley.bench.load.SubscriptionLoad;
import dev.parley.bench.load.TrafficPlan.Way;
import dev.parley.bench.scenario.FigureSheet;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.clientkit.report.Tally.Interval;
import java.util.List;

/// Measures subscriptions to inboxes, and how soon each message changes the rows of its thread.
public final class FollowManyInboxes extends ManySubscriptions {

    @Override
    public String name() {
        return "follow-inboxes";
    }

    @Override
    public String shows() {
        return "50,000 inboxes on four FollowInboxes streams, at 500 messages a second";
    }

    @Override
    String loop() {
        return "open loop";
    }

    @Override
    String setting(int subscriptions, int groups) {
        return "the inboxes of %,d users of %,d groups over %d streams of one service"
                .formatted(subscriptions, groups, STREAMS);
    }

    @Override
    SubscriptionLoad open(Run run) {
        Stage stage = run.stage();
        return new InboxFollowLoad(
                stage.connections(), STREAMS, run.threads(), stage.traffic(Way.STREAM, 1), run.tally());
    }

    @Override
    void measure(Run run, SubscriptionLoad load, List<Sample> atRate, FigureSheet sheet) {
        sheet.latency("send to row at 500/s", atRate, Interval::receipts)
                .rate("rows", atRate, Interval::deliveries)
                .processorTime("processor time a row", atRate, Interval::deliveries)
                .cpu("", atRate);
    }
}
