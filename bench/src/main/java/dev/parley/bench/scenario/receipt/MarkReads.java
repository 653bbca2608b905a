package dev.parley.bench.scenario.receipt;

import dev.parley.bench.load.Question;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.FigureSheet;
import dev.parley.bench.scenario.Plan;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.bench.scenario.send.SteadySends;
import dev.parley.bench.scenario.send.SteadySends.Line;
import dev.parley.clientkit.call.User;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.report.Tally;
import dev.parley.clientkit.report.Tally.Interval;
import dev.parley.message.v1.BatchMarkReadRequest;
import dev.parley.message.v1.BatchMarkReadResponse;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.MarkReadResponse;
import dev.parley.message.v1.MarkReadResult;
import dev.parley.message.v1.ReceiptServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/// Measures how many moves of read cursors a second are durable while messages arrive in the same threads:
/// one by one, and in batches of many threads. Each mark moves its cursor by one message.
public final class MarkReads implements Scenario {

    private static final int READERS = 40;
    private static final int THREADS_OF_READER = 100;

    /// About half of what saturates the server.
    private static final double SENDS_PER_SECOND = 8_000;

    private static final int CLIENTS = 64;
    private static final int STRIDE = 7919;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "marks";
    }

    @Override
    public String shows() {
        return "moves of read cursors a second, one by one and in batches, beside 8,000 messages a second";
    }

    @Override
    public List<String> ceilings() {
        return List.of("echo-unary");
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException {
        stage.ensureWarm();
        Plan plan = stage.plan();
        int threads = plan.isQuick() ? THREADS_OF_READER / 4 : THREADS_OF_READER;
        stage.progress().step("creating %,d two-person threads".formatted(READERS * threads));
        List<User> readers = stage.population().users(READERS).stream()
                .map(user -> stage.connections().user(user, user.hashCode()))
                .toList();
        var sheet = new FigureSheet();
        var errors = new TreeMap<String, Long>();
        var sends = new Tally();
        List<Line> lines = lines(stage, readers, threads);
        try (var load = SteadySends.start(
                stage.connections(), lines, stage.population().freshSalt(), SENDS_PER_SECOND, sends)) {
            load.awaitFirst();
            var marks = new Marks(readers, threads, lines, load);
            measure(stage, "sends alone", new Tally(), sends, sheet);
            marks.oneByOne(stage, sheet, sends);
            marks.inBatches(stage, sheet, sends);
            marks.tally.errors().forEach((what, count) -> errors.merge(what, count, Long::sum));
        }
        sends.errors().forEach((what, count) -> errors.merge(what, count, Long::sum));
        String setting =
                "%d users with %d threads each, %,.0f messages/s in these threads, %d marks or %d batches in flight"
                        .formatted(READERS, threads, SENDS_PER_SECOND, CLIENTS, READERS);
        return new Outcome(name(), "bounded closed loop", setting, sheet.figures(), ceilings(), errors, List.of());
    }

    /// The threads of the first reader, then those of the second one, and so on.
    private static List<Line> lines(Stage stage, List<User> readers, int threads) throws InterruptedException {
        var lines = new ArrayList<Line>();
        for (User reader : readers) {
            List<String> senders = stage.population().users(threads);
            List<String> ids = stage.population().directs(reader.userId(), senders);
            IntStream.range(0, threads).forEach(i -> lines.add(new Line(ids.get(i), senders.get(i))));
        }
        return lines;
    }

    private static List<Sample> measure(Stage stage, String name, Tally marks, Tally sends, FigureSheet sheet)
            throws InterruptedException {
        stage.progress().step(name);
        var beside = new ArrayList<Interval>();
        List<Sample> samples =
                stage.measure(marks, stage.plan().shortWarmUp(), stage.plan().measure(), () -> beside.add(sends.cut()));
        List<Sample> ofSends = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            ofSends.add(new Sample(beside.get(i + 1), samples.get(i).cpu()));
        }
        sheet.rate(name + ": messages", ofSends, Interval::operations)
                .latency(name + ": send to ack", ofSends, Interval::answers)
                .cpu(name + ": ", samples);
        return samples;
    }

    /// The marks of all readers.
    private static final class Marks {

        private final List<User> readers;
        private final int threads;
        private final List<Line> lines;
        private final SteadySends sends;
        private final Tally tally = new Tally();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicIntegerArray moved;

        Marks(List<User> readers, int threads, List<Line> lines, SteadySends sends) {
            this.readers = readers;
            this.threads = threads;
            this.lines = lines;
            this.sends = sends;
            this.moved = new AtomicIntegerArray(lines.size());
        }

        void oneByOne(Stage stage, FigureSheet sheet, Tally beside) throws InterruptedException {
            var question = new Question<MarkReadResponse>(this::markOne, _ -> Optional.empty(), tally);
            question.repeat(CLIENTS);
            List<Sample> samples = measure(stage, "one by one", tally, beside, sheet);
            rest(question);
            sheet.rate("one by one: marks", samples, Interval::operations)
                    .latency("one by one: mark", samples, Interval::answers)
                    .processorTime("one by one: processor time a mark, with sends", samples, Interval::operations);
        }

        void inBatches(Stage stage, FigureSheet sheet, Tally beside) throws InterruptedException {
            var question = new Question<BatchMarkReadResponse>(this::markMany, Marks::faultOf, tally);
            question.repeat(READERS);
            List<Sample> samples = measure(stage, "batches", tally, beside, sheet);
            rest(question);
            sheet.rate("batches: marks", samples, interval -> (double) interval.operations() * threads)
                    .latency("batches: batch", samples, Interval::answers);
        }

        private void rest(Question<?> question) {
            question.rest();
            Bounded.require(PATIENCE, "Not every mark got a response", question::isAnswered);
        }

        private void markOne(long number, StreamObserver<MarkReadResponse> answer) {
            int line = next(number);
            ReceiptServiceGrpc.newStub(readers.get(line / threads).channel()).markRead(read(line), answer);
        }

        /// Passes over threads without a new message, so that each mark is a move.
        private int next(long number) {
            for (int tries = 0; tries < lines.size(); tries++) {
                int line = Math.floorMod(next.getAndIncrement() * STRIDE, lines.size());
                if (sends.head(line) > moved.get(line)) {
                    return line;
                }
            }
            return (int) (number % lines.size());
        }

        private void markMany(long number, StreamObserver<BatchMarkReadResponse> answer) {
            int reader = (int) (number % readers.size());
            var request = BatchMarkReadRequest.newBuilder();
            for (int thread = 0; thread < threads; thread++) {
                request.addReads(read(reader * threads + thread));
            }
            ReceiptServiceGrpc.newStub(readers.get(reader).channel()).batchMarkRead(request.build(), answer);
        }

        private MarkReadRequest read(int line) {
            long head = sends.head(line);
            int sequence = moved.updateAndGet(line, before -> before < head ? before + 1 : before);
            return MarkReadRequest.newBuilder()
                    .setThreadId(lines.get(line).threadId())
                    .setSequence(Math.max(1, sequence))
                    .build();
        }

        private static Optional<String> faultOf(BatchMarkReadResponse answer) {
            return answer.getResultsList().stream()
                    .filter(MarkReadResult::hasError)
                    .findFirst()
                    .map(result -> result.getError().getMessage());
        }
    }
}
