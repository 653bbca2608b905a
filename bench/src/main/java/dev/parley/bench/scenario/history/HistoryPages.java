package dev.parley.bench.scenario.history;

import dev.parley.bench.load.Question;
import dev.parley.bench.load.ThreadPlan;
import dev.parley.bench.load.Traffic;
import dev.parley.bench.load.TrafficPlan.Way;
import dev.parley.bench.report.Figure;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.FigureSheet;
import dev.parley.bench.scenario.Plan;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.report.Tally;
import dev.parley.clientkit.report.Tally.Interval;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.ListMessagesResponse;
import dev.parley.message.v1.MessageServiceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Measures how long a page of a long thread takes: the newest messages, and those before a random position.
public final class HistoryPages implements Scenario {

    private static final int CLIENTS = 16;
    private static final int FILL_WINDOW = 256;
    private static final Duration FILL = Duration.ofMinutes(10);

    /// A thread and a user who reads it.
    private record Story(String threadId, String reader, long frames) {}

    @Override
    public String name() {
        return "history-page";
    }

    @Override
    public String shows() {
        return "pages of 50 messages of a thread of 100,000 frames";
    }

    @Override
    public List<String> ceilings() {
        return List.of("echo-unary");
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException {
        var errors = new TreeMap<String, Long>();
        var violations = new ArrayList<String>();
        List<String> users = stage.population().users(2);
        String threadId =
                stage.population().directs(users.get(0), List.of(users.get(1))).getFirst();
        stage.progress()
                .step("filling a thread with %,d frames".formatted(stage.plan().historyFrames()));
        Tally filled = fill(stage, new ThreadPlan(threadId, users, List.of()), violations);
        filled.errors().forEach((what, count) -> errors.merge(what, count, Long::sum));
        Interval filling = filled.cut();
        var story = new Story(threadId, users.get(0), filled.operations());

        var sheet = new FigureSheet();
        pages(stage, story, Place.NEWEST, CLIENTS, sheet, errors);
        pages(stage, story, Place.NEWEST, 1, sheet, errors);
        pages(stage, story, Place.MIDDLE, CLIENTS, sheet, errors);
        pages(stage, story, Place.MIDDLE, 1, sheet, errors);
        sheet.add(Figure.once("filling by two streams", "/s", filling.rate()));
        String setting = "one thread of %,d frames, pages of %d".formatted(story.frames(), Plan.PAGE);
        return new Outcome(name(), "bounded closed loop", setting, sheet.figures(), ceilings(), errors, violations);
    }

    private enum Place {
        NEWEST("newest 50"),
        MIDDLE("random 50");

        private final String title;

        Place(String title) {
            this.title = title;
        }
    }

    private static Tally fill(Stage stage, ThreadPlan thread, List<String> violations) throws InterruptedException {
        var tally = new Tally();
        try (Traffic traffic =
                Traffic.open(stage.connections(), stage.traffic(Way.STREAM, FILL_WINDOW), tally, List.of(thread))) {
            traffic.saturate();
            Bounded.require(
                    FILL,
                    "The long thread could not be filled",
                    () -> tally.operations() >= stage.plan().historyFrames() || tally.isHopeless());
            violations.addAll(traffic.settle());
        }
        return tally;
    }

    private static void pages(
            Stage stage, Story story, Place place, int clients, FigureSheet sheet, Map<String, Long> errors)
            throws InterruptedException {
        var tally = new Tally();
        var question = new Question<>(ask(stage, story, place), answer -> faultOf(answer, story), tally);
        String name = place.title + (clients == 1 ? ", one client" : ", " + clients + " clients");
        stage.progress().step(name);
        question.repeat(clients);
        Plan plan = stage.plan();
        List<Sample> samples =
                stage.measure(tally, plan.shortWarmUp(), plan.measure().dividedBy(2));
        question.rest();
        Bounded.require(Duration.ofSeconds(15), "Not every page request got a response", question::isAnswered);
        sheet.rate(name, samples, Interval::operations)
                .latency(name, samples, Interval::answers)
                .processorTime(name + ": processor time a page", samples, Interval::operations);
        tally.errors().forEach((what, count) -> errors.merge(what, count, Long::sum));
    }

    private static Question.Ask<ListMessagesResponse> ask(Stage stage, Story story, Place place) {
        var stub = MessageServiceGrpc.newStub(
                stage.connections().user(story.reader(), 0).channel());
        var request = ListMessagesRequest.newBuilder()
                .setThreadId(story.threadId())
                .setPageSize(Plan.PAGE)
                .build();
        return switch (place) {
            case NEWEST -> (_, answer) -> stub.listMessages(request, answer);
            case MIDDLE ->
                (number, answer) -> {
                    // The same positions in each run of the driver.
                    long before = new SplittableRandom(number).nextLong(Plan.PAGE + 1, story.frames());
                    stub.listMessages(
                            request.toBuilder().setBeforeSequence(before).build(), answer);
                };
        };
    }

    private static Optional<String> faultOf(ListMessagesResponse page, Story story) {
        if (page.getMessagesCount() != Plan.PAGE || page.getHead().getSequence() < story.frames()) {
            return Optional.of("a page with %d messages at head %d"
                    .formatted(page.getMessagesCount(), page.getHead().getSequence()));
        }
        long first = page.getMessages(0).getSequence();
        for (int i = 0; i < Plan.PAGE; i++) {
            if (page.getMessages(i).getSequence() != first + i) {
                return Optional.of("a page with a gap");
            }
        }
        return Optional.empty();
    }
}
