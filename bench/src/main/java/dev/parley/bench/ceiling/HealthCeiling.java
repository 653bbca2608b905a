package dev.parley.bench.ceiling;

import dev.parley.bench.load.Question;
import dev.parley.bench.report.Figure;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.clientkit.report.Tally;
import dev.parley.clientkit.report.Tally.Interval;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// The ceiling of a unary call on the server under test: its health service, which does nothing.
public final class HealthCeiling implements Scenario {

    private static final int CALLS = 64;

    @Override
    public String name() {
        return "health-unary";
    }

    @Override
    public String shows() {
        return "unary calls of the server under test that do nothing";
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException {
        var tally = new Tally();
        var turn = new AtomicInteger();
        var question = new Question<HealthCheckResponse>(
                (_, answer) -> HealthGrpc.newStub(stage.connections().channel(turn.getAndIncrement()))
                        .check(HealthCheckRequest.getDefaultInstance(), answer),
                answer -> answer.getStatus() == ServingStatus.SERVING
                        ? Optional.empty()
                        : Optional.of("the server does not serve"),
                tally);
        question.repeat(CALLS);
        Duration warmUp = stage.plan().warmUp().dividedBy(2);
        List<Sample> samples =
                stage.measure(tally, warmUp, stage.plan().measure().dividedBy(2));
        question.rest();
        List<Double> rates =
                samples.stream().map(Sample::interval).map(Interval::rate).toList();
        return new Outcome(
                name(),
                "bounded closed loop",
                CALLS + " health checks in flight on the server under test",
                List.of(new Figure("calls", "/s", rates)),
                List.of(),
                tally.errors(),
                List.of());
    }
}
