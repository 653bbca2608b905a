package dev.parley.bench;

import dev.parley.bench.report.Figure;
import dev.parley.bench.report.Machine;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.report.Report;
import dev.parley.bench.scenario.Plan;
import dev.parley.bench.scenario.Progress;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.server.Clients;
import dev.parley.bench.server.CpuMeter;
import dev.parley.bench.server.Memory;
import dev.parley.bench.server.Program;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One run of the driver: starts what is needed, measures one thing after the other, and cleans up.
final class BenchRun {

    private final Plan plan;
    private final Selection selection;
    private final BenchServer settings;
    private final Progress progress;
    private final Program program;

    BenchRun(Plan plan, Selection selection, BenchServer settings, Progress progress) {
        this.plan = plan;
        this.selection = selection;
        this.settings = settings;
        this.progress = progress;
        this.program = Program.ofThisProcess(settings.jvmOptions());
    }

    /// Measures. Throws `IllegalStateException` with a sentence for people when there is no server to be measured.
    Report measure() throws IOException, InterruptedException {
        Files.createDirectories(settings.dataDirectory());
        Path directory = Files.createTempDirectory(settings.dataDirectory().toAbsolutePath(), "bench-");
        try {
            return measureIn(directory);
        } finally {
            delete(directory);
        }
    }

    private Report measureIn(Path directory) throws IOException, InterruptedException {
        progress.begin("server");
        if (settings.running().isPresent()) {
            String target = settings.running().get();
            if (!ServerProcess.isServing(target)) {
                throw new IllegalStateException("Nothing that is ready to serve listens on " + target + ".");
            }
            return measureAt(target, null, settings.dataDirectory(), directory);
        }
        progress.step("starting one with its own PostgreSQL in " + directory);
        Path data = directory.resolve("server");
        try (ServerProcess server = ServerProcess.start(program, data, directory.resolve("server.log"))) {
            var stop = new Thread(() -> {
                server.stop();
                delete(directory);
            });
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                progress.step("serves after %d ms".formatted(server.startTime().toMillis()));
                return measureAt(server.target(), server, data, directory);
            } finally {
                Runtime.getRuntime().removeShutdownHook(stop);
            }
        }
    }

    private Report measureAt(String target, @Nullable ServerProcess server, Path keys, Path directory)
            throws IOException, InterruptedException {
        Instant begin = Clock.systemUTC().instant();
        var token = new AtomicReference<>(freshToken(keys));
        var cpu = new CpuMeter(server);
        String salt = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        var ceilings = new ArrayList<Outcome>();
        var scenarios = new ArrayList<Outcome>();
        try (Clients clients = Clients.connect(target, token::get, settings.connections())) {
            var stage = new Stage(clients, plan, progress, cpu, salt);
            for (Scenario ceiling : Catalogue.ceilings(selection, program, directory)) {
                ceilings.add(run(ceiling, stage));
            }
            for (Scenario scenario : Catalogue.scenarios(selection.names())) {
                token.set(freshToken(keys));
                scenarios.add(run(scenario, stage));
            }
        }
        if (server != null) {
            scenarios.add(ofProcess(server));
        }
        String setting = "Runs of each: %d; %s."
                .formatted(plan.runs(), server == null ? "the server at " + target : "a server of its own");
        return new Report(begin, Machine.here(directory), setting, ceilings, scenarios);
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
                    "it could not be set up",
                    List.of(),
                    List.of(),
                    Map.of(sentence, 1L),
                    List.of());
        }
    }

    private static Outcome ofProcess(ServerProcess server) {
        return new Outcome(
                "server",
                "once",
                "start until it serves; resident memory of server and PostgreSQL after all loads",
                Stream.concat(
                                Stream.of(Figure.once(
                                        "start", "s", server.startTime().toMillis() / 1e3)),
                                Memory.of(server).stream())
                        .toList(),
                List.of(),
                Map.of(),
                List.of());
    }

    private String freshToken(Path keys) throws IOException, InterruptedException {
        if (settings.token().isPresent()) {
            return settings.token().get();
        }
        return program.token(keys);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException leftOver) {
            System.err.println("Left behind, please delete: " + directory);
        }
    }
}
