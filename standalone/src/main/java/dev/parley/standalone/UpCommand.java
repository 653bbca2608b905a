package dev.parley.standalone;

import dev.parley.platform.application.StartException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Starts everything, and serves until it is told to stop.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        header = "Starts PostgreSQL and every service, in the foreground.",
        description = {
            "Data is kept in the data directory across restarts. Ctrl-C shuts everything down cleanly: open feeds get a token to"
                    + " resume from, then the services end, then PostgreSQL."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./parley up",
            "  ./parley up --port 50060 --data-dir /tmp/parley-try",
        })
final class UpCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = StandaloneSettings.LOOPBACK,
            description =
                    "The address to listen on, such as 0.0.0.0 in a container (default: ${DEFAULT-VALUE}). The server has"
                            + " no TLS: any address other than loopback needs a trusted network.")
    private String host = StandaloneSettings.LOOPBACK;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + StandaloneSettings.STANDARD_PORT,
            description = "The port (default: ${DEFAULT-VALUE}; 0 takes a free one).")
    private int port = StandaloneSettings.STANDARD_PORT;

    /// The exit code after a normal shutdown.
    private volatile int exit;

    @Override
    public Integer call() {
        StandaloneSettings settings = settings();
        DataDirectory directory = DataDirectory.open(settings.dataDir());
        writeLogTo(directory);
        var started = new CompletableFuture<Standalone>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started), "end"));
        try {
            Standalone standalone = Standalone.start(settings, directory, this::say);
            started.complete(standalone);
            say(String.format(Locale.ROOT, "Ready in %.1f s. Press Ctrl-C to stop.", secondsOfThisProcess()));
            say(new FirstSteps(standalone.port(), directory.path()).text());
            String broken = standalone.postgres().broken().join();
            exit = 1;
            throw new StartException(broken);
        } catch (RuntimeException failure) {
            started.completeExceptionally(failure);
            throw failure;
        }
    }

    private StandaloneSettings settings() {
        try {
            return new StandaloneSettings(dataDir.path(), host, port, Map.of());
        } catch (IllegalArgumentException outside) {
            throw ParleyCommand.misuse(spec, String.valueOf(outside.getMessage()));
        }
    }

    /// Must run before the first logger is created: see `parley-logback.xml`.
    private static void writeLogTo(DataDirectory directory) {
        System.setProperty("parley.log", directory.log().toString());
        System.setProperty("logback.configurationFile", "parley-logback.xml");
    }

    /// Runs when the process ends. Waits for a start that is still running, so that nothing is left behind.
    private void end(CompletableFuture<Standalone> started) {
        try (Standalone standalone = started.join()) {
            say("Stopping the services on port " + standalone.port() + " …");
        } catch (RuntimeException notStarted) {
            return;
        }
        say("Stopped.");
        Runtime.getRuntime().halt(exit);
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /// Counts from the start of the JVM: the process is older, because the launcher may have built first.
    private static double secondsOfThisProcess() {
        Instant start =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        return Duration.between(start, Instant.now()).toMillis() / 1000.0;
    }
}
