package dev.parley.e2e.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A Java process that a test started. It is ended by its own handle, at the latest with the JVM of the tests.
public final class ChildProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Most of these processes do not live long enough for the second compiler to repay its work.
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path output;

    private ChildProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /// Starts a runnable jar with options of the JVM, arguments, and an environment that has no other variable of
    /// Parley. Both outputs go to a file.
    public static ChildProcess start(Program program, Path output) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QUICK_START);
        command.addAll(program.options());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-jar");
        command.add(program.jar().toString());
        command.addAll(program.arguments());
        var builder = new ProcessBuilder(command)
                .directory(output.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .redirectInput(new File("/dev/null"));
        builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_"));
        builder.environment().putAll(program.environment());
        try {
            Process process = builder.start();
            RUNNING.add(process);
            process.onExit().thenAccept(RUNNING::remove);
            return new ChildProcess(process, output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// What to run.
    ///
    /// @param module the module whose jar it is, which needs its `lib/` beside it
    public record Program(
            String module, List<String> options, List<String> arguments, Map<String, String> environment) {

        /// The same, with its classes from an archive that the first of its kind to end in order leaves beside the
        /// jar. A process must have served before it ends: one that did less leaves less.
        Program archived() {
            var more = new ArrayList<>(options);
            more.add("-XX:+AutoCreateSharedArchive");
            more.add("-XX:SharedArchiveFile=" + jar().resolveSibling("e2e.jsa"));
            more.add("-Xlog:cds=off");
            more.add("-Xlog:aot=off");
            return new Program(module, more, arguments, environment);
        }

        Path jar() {
            Path jar = Path.of(System.getProperty("parley.root"), module, "target", module + ".jar");
            if (!Files.isDirectory(jar.resolveSibling("lib"))) {
                throw new IllegalStateException(jar + " has no lib/ beside it: run `./mvnw package` first");
            }
            return jar;
        }
    }

    /// Whether it runs.
    public boolean isAlive() {
        return process.isAlive();
    }

    /// Its id.
    public long pid() {
        return process.pid();
    }

    /// Asks it to end, with SIGTERM, and gives its exit code.
    public int terminate() {
        process.destroy();
        return awaitExit(PATIENCE);
    }

    /// Ends it at once, with SIGKILL.
    public void kill() {
        process.destroyForcibly();
        awaitExit(PATIENCE);
    }

    /// Waits for its end, and gives its exit code.
    public int awaitExit(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("Process " + process.pid() + " does not end; it said:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        }
    }

    /// What it wrote.
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
