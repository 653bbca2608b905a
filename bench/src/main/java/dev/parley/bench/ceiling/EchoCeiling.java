package dev.parley.bench.ceiling;

import dev.parley.bench.load.Tally;
import dev.parley.bench.load.Tally.Interval;
import dev.parley.bench.report.Figure;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.bench.server.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What the wire allows: 300 bytes to a server that does nothing, and back, in the shape of the loads that are
/// measured.
public final class EchoCeiling implements Scenario {

    private static final int BYTES = 300;
    private static final int CALLS = 64;

    /// The shapes.
    public enum Shape {
        /// A call for each message, 64 under way.
        UNARY("echo-unary"),
        /// A stream for each user, each with a few messages under way.
        STREAM("echo-stream"),
        /// A feed for each user, which the server fills as quickly as it can.
        PUSH("echo-push");

        private final String title;

        Shape(String title) {
            this.title = title;
        }
    }

    private final Shape shape;
    private final Program program;

    /// Measures one shape, with the echo server as a process of this program.
    public EchoCeiling(Shape shape, Program program) {
        this.shape = shape;
        this.program = program;
    }

    @Override
    public String name() {
        return shape.title;
    }

    @Override
    public Outcome run(Stage stage) throws IOException, InterruptedException {
        var tally = new Tally();
        try (EchoProcess echo = EchoProcess.start(program, stage.clients().connections())) {
            List<EchoCall> calls = start(stage, echo, tally);
            List<Sample> samples = stage.measure(
                    tally, stage.plan().warmUp(), stage.plan().measure().dividedBy(2));
            calls.forEach(EchoCall::stop);
            List<Double> rates =
                    samples.stream().map(Sample::interval).map(Interval::rate).toList();
            var figures = List.of(new Figure("messages", "/s", rates));
            return new Outcome(
                    name(), "bounded closed loop", setting(stage), figures, List.of(), tally.errors(), List.of());
        }
    }

    private List<EchoCall> start(Stage stage, EchoProcess echo, Tally tally) {
        var calls = new ArrayList<EchoCall>();
        int count = switch (shape) {
            case UNARY -> CALLS;
            case STREAM -> 2 * stage.plan().pairs();
            case PUSH -> stage.plan().feeds();
        };
        for (int i = 0; i < count; i++) {
            var call = new EchoCall(echo.channel(i), new byte[BYTES], tally);
            calls.add(call);
            switch (shape) {
                case UNARY -> call.unary();
                case STREAM -> call.stream(stage.plan().window());
                case PUSH -> call.push();
            }
        }
        return calls;
    }

    private String setting(Stage stage) {
        return switch (shape) {
            case UNARY -> "%d bytes, %d calls under way, a server that does nothing".formatted(BYTES, CALLS);
            case STREAM ->
                "%d bytes, %d streams with %d under way, a server that does nothing"
                        .formatted(BYTES, 2 * stage.plan().pairs(), stage.plan().window());
            case PUSH ->
                "%d bytes, %d feeds of a server that only writes"
                        .formatted(BYTES, stage.plan().feeds());
        };
    }
}
