package dev.parley.clientkit.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A whole Parley in a process of its own: all services and a PostgreSQL, started by `parley up` on a free port
/// and on a data directory that outlives it.
public final class ServerProcess implements AutoCloseable {

    private final ChildProcess process;
    private final Path dataDirectory;
    private final int port;
    private final Duration startTime;

    private ServerProcess(ChildProcess process, Path dataDirectory, int port, Duration startTime) {
        this.process = process;
        this.dataDirectory = dataDirectory;
        this.port = port;
        this.startTime = startTime;
    }

    /// How the command `parley` is run.
    @FunctionalInterface
    public interface Launcher {

        /// The program for these options of the JVM and these arguments.
        Program program(List<String> options, List<String> arguments);

        /// Runs a command to its end. Returns what it printed; throws `IllegalStateException` when it fails.
        default String run(Path folder, List<String> arguments) {
            Path output = folder.resolve("command-" + System.nanoTime() + ".log");
            try (var command = ChildProcess.start(program(List.of(), arguments), output)) {
                int exit = command.awaitExit(Duration.ofSeconds(30));
                if (exit != 0) {
                    throw new IllegalStateException("Exit code " + exit + ": " + command.output());
                }
                return command.output();
            }
        }
    }

    /// Starts a server, with further options of its JVM. Returns once it serves; throws `IllegalStateException`
    /// with the end of its output when it does not come up.
    public static ServerProcess start(Launcher launcher, Path dataDirectory, Path output, List<String> options) {
        int port = Serving.freePort();
        long begin = System.nanoTime();
        var arguments = List.of("up", "--port", Integer.toString(port), "--data-dir", dataDirectory.toString());
        var process = ChildProcess.start(launcher.program(options, arguments), output);
        try {
            Serving.await("127.0.0.1:" + port, process);
        } catch (RuntimeException failure) {
            process.kill();
            throw failure;
        }
        return new ServerProcess(process, dataDirectory, port, Duration.ofNanos(System.nanoTime() - begin));
    }

    /// Where it listens, `host:port`.
    public String target() {
        return "127.0.0.1:" + port;
    }

    /// Its process.
    public ChildProcess process() {
        return process;
    }

    /// The processes of its PostgreSQL.
    public List<ProcessHandle> postgres() {
        var all = new ArrayList<ProcessHandle>();
        ScratchFolder.postgresIn(dataDirectory)
                .ifPresent(parent ->
                        Stream.concat(Stream.of(parent), parent.descendants()).forEach(all::add));
        return all;
    }

    /// From the start of the process to the first `SERVING`.
    public Duration startTime() {
        return startTime;
    }

    /// Ends it as Ctrl-C does. Returns its exit code.
    public int stop() {
        return process.terminate();
    }

    /// Ends it as `kill -9` does. Its PostgreSQL may live on.
    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
