package dev.parley.bench;

import dev.parley.bench.ceiling.CommitCeiling;
import dev.parley.bench.ceiling.EchoCeiling;
import dev.parley.bench.ceiling.EchoCeiling.Shape;
import dev.parley.bench.ceiling.HealthCeiling;
import dev.parley.bench.load.TrafficPlan.Way;
import dev.parley.bench.report.Goal;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.feed.FollowMany;
import dev.parley.bench.scenario.feed.FollowManyInboxes;
import dev.parley.bench.scenario.feed.OpenFeeds;
import dev.parley.bench.scenario.history.HistoryPages;
import dev.parley.bench.scenario.inbox.HotGroup;
import dev.parley.bench.scenario.inbox.InboxLag;
import dev.parley.bench.scenario.inbox.InboxPages;
import dev.parley.bench.scenario.receipt.MarkReads;
import dev.parley.bench.scenario.relay.Backlog;
import dev.parley.bench.scenario.send.FanOut;
import dev.parley.bench.scenario.send.SaturatedSends;
import dev.parley.bench.scenario.send.SendsAtRate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// All ceilings and scenarios, in the order in which they run.
final class Catalogue {

    /// The names of all ceilings and scenarios.
    static final List<String> NAMES = Stream.concat(allCeilings().stream(), allScenarios().stream())
            .map(Scenario::name)
            .toList();

    private Catalogue() {}

    /// The names, for the help text.
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }

    /// Returns a line for each scenario and ceiling: its name, what it shows, and its goals.
    static List<String> lines() {
        return Stream.concat(allScenarios().stream(), allCeilings().stream())
                .map(Catalogue::line)
                .toList();
    }

    private static String line(Scenario scenario) {
        List<String> goals = Goal.of(scenario.name());
        String line = "  " + scenario.name() + ": " + scenario.shows();
        return goals.isEmpty() ? line : line + ". Goals: " + String.join("; ", goals);
    }

    /// Returns the ceilings among these names. Unless `bare` is set, also returns the ceilings that the
    /// scenarios among these names are compared with.
    static List<Scenario> ceilings(List<String> names, boolean bare) {
        Set<String> wanted = new HashSet<>(names);
        if (!bare) {
            scenarios(names).forEach(scenario -> wanted.addAll(scenario.ceilings()));
        }
        return allCeilings().stream()
                .filter(ceiling -> wanted.contains(ceiling.name()))
                .toList();
    }

    /// Returns the scenarios among these names.
    static List<Scenario> scenarios(List<String> names) {
        return allScenarios().stream()
                .filter(scenario -> names.contains(scenario.name()))
                .toList();
    }

    private static List<Scenario> allCeilings() {
        var ceilings = new ArrayList<Scenario>();
        ceilings.add(new HealthCeiling());
        for (Shape shape : Shape.values()) {
            ceilings.add(new EchoCeiling(shape));
        }
        for (int rows : new int[] {1, 100}) {
            for (int connections : new int[] {4, 16}) {
                ceilings.add(new CommitCeiling(rows, connections));
            }
        }
        return ceilings;
    }

    private static List<Scenario> allScenarios() {
        return List.of(
                new SaturatedSends("send-stream", Way.STREAM),
                new SaturatedSends("send-unary", Way.UNARY),
                new SendsAtRate(50),
                new SendsAtRate(500),
                new FanOut(),
                new InboxPages(),
                new HistoryPages(),
                new InboxLag(),
                new OpenFeeds(),
                new FollowMany(),
                new FollowManyInboxes(),
                new HotGroup(),
                new MarkReads(),
                new Backlog("heads", 10_000, 1),
                new Backlog("backlog", 1_000, 1_000));
    }
}
