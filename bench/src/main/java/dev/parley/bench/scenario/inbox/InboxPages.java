package dev.parley.bench.scenario.inbox;

import dev.parley.bench.load.Question;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.FigureSheet;
import dev.parley.bench.scenario.Plan;
import dev.parley.bench.scenario.Population;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.clientkit.call.User;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.report.Tally;
import dev.parley.clientkit.report.Tally.Interval;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.inbox.v1.InboxServiceGrpc.InboxServiceStub;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.inbox.v1.ListInboxResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Measures how long the first page of an inbox takes, each row with its unread count and its preview.
public final class InboxPages implements Scenario {

    private static final int OWNERS = 4;
    private static final double PER_SECOND = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ListInboxRequest PAGE =
            ListInboxRequest.newBuilder().setPageSize(Plan.PAGE).build();

    @Override
    public String name() {
        return "inbox-page";
    }

    @Override
    public String shows() {
        return "pages of 50 inbox rows, one client and 16, and of a large inbox at 200/s";
    }

    @Override
    public List<String> ceilings() {
        return List.of("echo-unary");
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException {
        Plan plan = stage.plan();
        var errors = new TreeMap<String, Long>();
        var sheet = new FigureSheet();
        stage.progress().step("creating %d inboxes of %d threads".formatted(OWNERS, Plan.PAGE));
        List<String> owners = stage.population().users(OWNERS);
        for (String owner : owners) {
            fill(stage, owner, Plan.PAGE);
        }
        var pages = new Load(stage, owners, sheet, errors);
        pages.asClients(16, "16 clients", plan.longWarmUp());
        pages.asClients(1, "one client", plan.shortWarmUp());

        stage.progress().step("creating an inbox of %,d threads".formatted(plan.inboxThreads()));
        String large = stage.population().users(1).getFirst();
        fill(stage, large, plan.inboxThreads());
        atRate(stage, large, sheet, errors);
        String setting = "pages of %d rows with unread and preview; the large inbox has %,d threads"
                .formatted(Plan.PAGE, plan.inboxThreads());
        return new Outcome(
                name(),
                "bounded closed loop; at 200/s an open one",
                setting,
                sheet.figures(),
                ceilings(),
                errors,
                List.of());
    }

    /// Clients that request page after page of the owners' inboxes.
    private record Load(Stage stage, List<String> owners, FigureSheet sheet, Map<String, Long> errors) {

        void asClients(int clients, String name, Duration warmUp) throws InterruptedException {
            var tally = new Tally();
            var question = question(stage, owners, tally);
            stage.progress().step(name);
            question.repeat(clients);
            List<Sample> samples =
                    stage.measure(tally, warmUp, stage.plan().measure().dividedBy(2));
            question.rest();
            Bounded.require(PATIENCE, "Not every page request got a response", question::isAnswered);
            sheet.rate(name, samples, Interval::operations)
                    .latency(name, samples, Interval::answers)
                    .cpu(name + ": ", samples)
                    .processorTime(name + ": processor time a page", samples, Interval::operations);
            tally.errors().forEach((what, count) -> errors.merge(what, count, Long::sum));
        }
    }

    private static void atRate(Stage stage, String owner, FigureSheet sheet, Map<String, Long> errors)
            throws InterruptedException {
        Plan plan = stage.plan();
        var tally = new Tally();
        var question = question(stage, List.of(owner), tally);
        stage.progress().step("large inbox at 200/s");
        List<Sample> samples = stage.atRate(
                PER_SECOND, tally, plan.shortWarmUp(), plan.measure(), (_, intended) -> question.ask(intended));
        Bounded.require(PATIENCE, "Not every page request got a response", question::isAnswered);
        sheet.latency("large inbox at 200/s", samples, Interval::answers).cpu("at 200/s: ", samples);
        tally.errors().forEach((what, count) -> errors.merge(what, count, Long::sum));
    }

    private static Question<ListInboxResponse> question(Stage stage, List<String> owners, Tally tally) {
        List<InboxServiceStub> inboxes = owners.stream()
                .map(owner -> InboxServiceGrpc.newStub(
                        stage.connections().user(owner, 0).channel()))
                .toList();
        return new Question<>(
                (number, answer) -> inboxes.get((int) (number % inboxes.size())).listInbox(PAGE, answer),
                InboxPages::faultOf,
                tally);
    }

    /// Gives a user direct threads with this many other users, each of whom has sent one message, and waits
    /// until the inbox includes them.
    private static void fill(Stage stage, String owner, int threads) throws InterruptedException {
        List<String> others = stage.population().users(threads);
        List<String> threadIds = stage.population().directs(owner, others);
        String salt = stage.population().freshSalt();
        Population.each(
                threads,
                i -> stage.connections()
                        .user(others.get(i), i)
                        .messages()
                        .sendMessage(User.draft(
                                threadIds.get(i),
                                salt + "-inbox-" + i,
                                "Is the studio free on the second weekend of the month? This is request " + i)));
        var inbox = stage.connections().user(owner, 0).inbox();
        Bounded.require(
                PATIENCE,
                "The inbox did not show every new message",
                () -> faultOf(inbox.listInbox(PAGE)).isEmpty());
    }

    private static Optional<String> faultOf(ListInboxResponse page) {
        if (page.getRowsCount() != Plan.PAGE) {
            return Optional.of("an inbox page with " + page.getRowsCount() + " rows");
        }
        for (InboxRow row : page.getRowsList()) {
            if (row.getUnreadCount() != 1 || row.getPreview().getText().isEmpty()) {
                return Optional.of("an inbox row with %d unread and %s preview"
                        .formatted(row.getUnreadCount(), row.hasPreview() ? "an empty" : "no"));
            }
        }
        return Optional.empty();
    }
}
