package dev.parley.bench;

import dev.parley.bench.report.Figure;
import dev.parley.bench.report.Machine;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.report.Report;
import dev.parley.bench.scenario.CpuMeter;
import dev.parley.bench.scenario.Plan;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.clientkit.call.Connections;
import dev.parley.clientkit.process.ProcessUse;
import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.clientkit.process.ServerProcess;
import dev.parley.clientkit.process.Serving;
import dev.parley.clientkit.report.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One run of the driver: starts what is needed, runs one measurement after the other, and cleans up.
final class BenchRun {

    private static final double MEGABYTE = 1e6;

    private final Plan plan;
    private final List<Scenario> ceilings;
    private final List<Scenario> scenarios;
    private final BenchServer settings;
    private final Progress progress;

    BenchRun(Plan plan, List<Scenario> ceilings, List<Scenario> scenarios, BenchServer settings, Progress progress) {
        this.plan = plan;
        this.ceilings = ceilings;
        this.scenarios = scenarios;
        this.settings = settings;
        this.progress = progress;
    }

    /// Measures. Throws `IllegalStateException` with a readable message if there is no server to measure.
    Report measure() throws IOException, InterruptedException {
        progress.begin("server");
        try (var folder = ScratchFolder.in(settings.dataDirectory())) {
            if (settings.running().isPresent()) {
                String target = settings.running().get();
                if (!Serving.at(target)) {
                    throw new IllegalStateException("No server that is ready listens on " + target + ".");
                }
                return measure(target, null, settings.dataDirectory(), folder.path());
            }
            progress.step("starting a server with its own PostgreSQL in " + folder.path());
            Path data = folder.path().resolve("server");
            Path log = folder.path().resolve("server.log");
            try (var server = ServerProcess.start(settings.launcher(), data, log, settings.jvmOptions())) {
                progress.step("serving after %d ms".formatted(server.startTime().toMillis()));
                return measure(server.target(), server, data, folder.path());
            }
        }
    }

    private Report measure(String target, @Nullable ServerProcess server, Path keys, Path folder)
            throws IOException, InterruptedException {
        Instant begin = Clock.systemUTC().instant();
        var token = new AtomicReference<>(settings.freshToken(keys, folder));
        var found = new ArrayList<Outcome>();
        var ceilingOutcomes = new ArrayList<Outcome>();
        try (Connections connections = connect(target, token::get)) {
            var stage = new Stage(connections, plan, progress, new CpuMeter(server), folder).withData(keys);
            for (Scenario ceiling : ceilings) {
                ceilingOutcomes.add(run(ceiling, stage));
            }
            for (Scenario scenario : scenarios) {
                token.set(settings.freshToken(keys, folder));
                found.add(run(scenario, stage));
            }
        }
        if (server != null) {
            found.add(ofProcess(server));
        }
        String setting = "Runs of each measurement: %d; %s."
                .formatted(plan.runs(), server == null ? "the server at " + target : "a server started by the bench");
        return new Report(begin, Machine.here(folder), setting, ceilingOutcomes, found);
    }

    private Connections connect(String target, Supplier<String> token) {
        return settings.feedsAt().isPresent()
                ? Connections.open(target, settings.feedsAt().get(), token, settings.connections())
                : Connections.open(target, token, settings.connections());
    }

    private Outcome run(Scenario scenario, Stage stage) throws InterruptedException {
        progress.begin(scenario.name());
        try {
            return scenario.run(stage);
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception failure) {
            String sentence =
                    failure.getCause() == null ? failure.toString() : failure + " Cause: " + failure.getCause();
            progress.step("failed: " + sentence);
            return new Outcome(
                    scenario.name(),
                    "not measured",
                    "setup failed",
                    List.of(),
                    List.of(),
                    Map.of(sentence, 1L),
                    List.of());
        }
    }

    private static Outcome ofProcess(ServerProcess server) {
        var figures = new ArrayList<Figure>();
        figures.add(Figure.once("start", "s", server.startTime().toMillis() / 1e3));
        long own = ProcessUse.sharedOutBytes(server.process().handle());
        if (own > 0) {
            long postgres = server.postgres().stream()
                    .mapToLong(ProcessUse::sharedOutBytes)
                    .sum();
            figures.add(Figure.once("memory of the JVM", "MB", own / MEGABYTE));
            figures.add(Figure.once("memory of PostgreSQL", "MB", postgres / MEGABYTE));
        }
        return new Outcome(
                "server",
                "once",
                "time from start until serving; resident memory of server and PostgreSQL after all loads",
                figures,
                List.of(),
                Map.of(),
                List.of());
    }
}
