package dev.parley.bench.scenario.inbox;

import dev.parley.bench.load.OpenLoop;
import dev.parley.bench.load.ThreadPlan;
import dev.parley.bench.load.Traffic;
import dev.parley.bench.load.TrafficPlan;
import dev.parley.bench.load.TrafficPlan.Way;
import dev.parley.bench.report.Figure;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.FigureSheet;
import dev.parley.bench.scenario.Plan;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.ServerStore;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.clientkit.call.User;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.report.Tally;
import dev.parley.clientkit.report.Tally.Interval;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/// Measures what a large group that never rests costs its participants' inboxes and everybody else's: how far
/// each inbox feed is behind the acknowledgements, and how many row versions the store keeps for it.
public final class HotGroup implements Scenario {

    private static final int PARTICIPANTS = 300;
    private static final double GROUP_PER_SECOND = 100;
    private static final int PAIRS = 50;
    private static final double PAIRS_PER_SECOND = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double SECONDS_PER_MINUTE = 60;

    private static final String TABLES = "('thread_state', 'inbox_row', 'inbox_place', 'inbox_revision', 'thread_due')";
    private static final String VERSIONS = counter("n_tup_upd + n_tup_ins");
    private static final String HOT = counter("n_tup_hot_upd");
    private static final String DEAD = counter("n_dead_tup");
    private static final String BYTES = counter("pg_total_relation_size(relid)");

    @Override
    public String name() {
        return "inbox-group";
    }

    @Override
    public String shows() {
        return "how far 299 inbox feeds of a busy group and those of pairs are behind, and the row versions it costs";
    }

    private static String counter(String what) {
        return "select coalesce(sum(" + what
                + "), 0)::int8 from pg_stat_user_tables where schemaname = 'inbox' and relname in " + TABLES;
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException, SQLException {
        stage.ensureWarm();
        List<String> users = stage.population().users(PARTICIPANTS);
        String group = stage.population().group(users);
        List<ThreadPlan> pairs = stage.population().pairs(PAIRS);
        var lagOfGroup = new Tally();
        var lagOfPairs = new Tally();
        var feeds = new ArrayList<ExactRow>();
        var others = new ArrayList<ExactRow>();
        try (ServerStore store = stage.store()) {
            for (String user : users.subList(1, PARTICIPANTS)) {
                feeds.add(new ExactRow(group, lagOfGroup)
                        .follow(stage.connections().user(user, feeds.size())));
            }
            for (ThreadPlan pair : pairs) {
                for (String user : pair.senders()) {
                    others.add(new ExactRow(pair.threadId(), lagOfPairs)
                            .follow(stage.connections().user(user, others.size() / 2)));
                }
            }
            requireCaughtUp(feeds);
            requireCaughtUp(others);
            return measure(
                    stage, store, new Load(group, users.getFirst(), feeds, pairs, others), lagOfGroup, lagOfPairs);
        } finally {
            feeds.forEach(ExactRow::close);
            others.forEach(ExactRow::close);
        }
    }

    private static void requireCaughtUp(List<ExactRow> feeds) {
        if (!Bounded.await(PATIENCE, () -> feeds.stream().allMatch(ExactRow::isCaughtUp))) {
            throw new IllegalStateException("Only %d of %d inbox feeds caught up: %s"
                    .formatted(
                            feeds.stream().filter(ExactRow::isCaughtUp).count(),
                            feeds.size(),
                            feeds.stream()
                                    .flatMap(feed -> feed.violations().stream())
                                    .distinct()
                                    .toList()));
        }
    }

    /// The threads, and the inbox feeds that wait for their messages.
    private record Load(
            String group, String sender, List<ExactRow> feeds, List<ThreadPlan> pairs, List<ExactRow> others) {}

    private Outcome measure(Stage stage, ServerStore store, Load load, Tally lagOfGroup, Tally lagOfPairs)
            throws InterruptedException, SQLException {
        var sends = new Tally();
        TrafficPlan plan = stage.traffic(Way.STREAM, 1)
                .with((sender, sequence, nanos) -> load.others().get(sender ^ 1).expect(sequence, nanos));
        User sender = stage.connections().user(load.sender(), 0);
        String salt = stage.population().freshSalt();
        var violations = new ArrayList<String>();
        var sheet = new FigureSheet();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor();
                Traffic traffic = Traffic.open(stage.connections(), plan, sends, load.pairs())) {
            var ofGroup = new OpenLoop(GROUP_PER_SECOND);
            Thread pacer = Thread.ofPlatform()
                    .daemon()
                    .start(() -> ofGroup.run(
                            Duration.ofMinutes(5),
                            (number, _) -> executor.execute(() -> send(sender, salt, number, load, sends))));
            stage.progress()
                    .step("%d inbox feeds of the group, %d of pairs"
                            .formatted(load.feeds().size(), 2 * PAIRS));
            Map<String, Long> before = versions(store);
            long begin = System.nanoTime();
            var beside = new ArrayList<Interval>();
            List<Sample> samples = atRate(stage, traffic, lagOfPairs, () -> beside.add(lagOfGroup.cut()));
            double minutes = (System.nanoTime() - begin) / 1e9 / SECONDS_PER_MINUTE;
            addVersions(sheet, before, versions(store), minutes);
            ofGroup.stop();
            pacer.join();
            violations.addAll(traffic.settle());
            settle(load, violations);
            sheet.latency("group: ack to inbox", beside(samples, beside), Interval::answers)
                    .latency("pairs: ack to inbox", samples, Interval::answers)
                    .cpu("", samples);
        }
        sends.errors().forEach((what, count) -> violations.add(count + " × " + what));
        String setting =
                "a group of %d with %d inbox feeds and %.0f messages/s; %d pairs with feeds and %.0f messages/s"
                        .formatted(PARTICIPANTS, load.feeds().size(), GROUP_PER_SECOND, PAIRS, PAIRS_PER_SECOND);
        return new Outcome(name(), "open loop", setting, sheet.figures(), ceilings(), lagOfPairs.errors(), violations);
    }

    /// Returns the samples of the second load; its first interval is the warm-up.
    private static List<Sample> beside(List<Sample> samples, List<Interval> intervals) {
        var others = new ArrayList<Sample>();
        for (int i = 0; i < samples.size(); i++) {
            others.add(new Sample(intervals.get(i + 1), samples.get(i).cpu()));
        }
        return others;
    }

    private static void send(User sender, String salt, long number, Load load, Tally sends) {
        try {
            long sequence = sender.messages()
                    .sendMessage(User.draft(load.group(), salt + "-" + number, "x".repeat(Plan.TEXT_BYTES)))
                    .getMessage()
                    .getSequence();
            long now = System.nanoTime();
            load.feeds().forEach(feed -> feed.expect(sequence, now));
        } catch (RuntimeException failure) {
            sends.failed("a send to the group failed: " + failure.getMessage());
        }
    }

    private static List<Sample> atRate(Stage stage, Traffic traffic, Tally lag, Runnable atEachCut)
            throws InterruptedException {
        var loop = new OpenLoop(PAIRS_PER_SECOND);
        Thread pacer = Thread.ofPlatform()
                .daemon()
                .start(() -> loop.run(
                        Duration.ofMinutes(5),
                        (number, intended) -> traffic.send((int) (number % traffic.senders()), intended)));
        try {
            return stage.measure(lag, stage.plan().shortWarmUp(), stage.plan().measure(), atEachCut);
        } finally {
            loop.stop();
            pacer.join();
        }
    }

    private static void settle(Load load, List<String> violations) {
        if (!Bounded.await(
                PATIENCE,
                () -> load.feeds().stream().allMatch(ExactRow::isExact)
                        && load.others().stream().allMatch(ExactRow::isExact))) {
            violations.add("an inbox never showed the last message");
        }
        load.feeds().forEach(feed -> violations.addAll(feed.violations()));
        load.others().forEach(feed -> violations.addAll(feed.violations()));
    }

    private static Map<String, Long> versions(ServerStore store) throws SQLException {
        var versions = new TreeMap<String, Long>();
        versions.put("versions", store.number(VERSIONS));
        versions.put("hot", store.number(HOT));
        versions.put("dead", store.number(DEAD));
        versions.put("bytes", store.number(BYTES));
        return versions;
    }

    private static void addVersions(
            FigureSheet sheet, Map<String, Long> before, Map<String, Long> after, double minutes) {
        double versions = after.get("versions") - before.get("versions");
        double hot = after.get("hot") - before.get("hot");
        sheet.add(Figure.once("row versions", "/min", versions / minutes))
                .add(Figure.once("of these HOT", "%", versions == 0 ? 0 : 100 * hot / versions))
                .add(Figure.once("dead rows at the end", "rows", after.get("dead")))
                .add(Figure.once("size of the inbox tables before", "MB", before.get("bytes") / 1e6))
                .add(Figure.once("size of the inbox tables after", "MB", after.get("bytes") / 1e6));
    }
}
