package dev.parley.clientkit.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A complete Parley in a separate process: all services and a PostgreSQL, started by `parley up` on a free
/// port and on a data directory that outlives it.
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

    /// How to run the command `parley`.
    @FunctionalInterface
    public interface Launcher {

        /// Returns the program for these JVM options and arguments.
        Program program(List<String> options, List<String> arguments);

        /// Runs a command until it exits. Returns its output; throws `IllegalStateException` if it fails.
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

    /// Starts a server, with additional JVM options. Returns once it is serving; throws
    /// `IllegalStateException` with the end of its output if it does not start.
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

    /// Returns its address, `host:port`.
    public String target() {
        return "127.0.0.1:" + port;
    }

    /// Returns its port.
    public int port() {
        return port;
    }

    /// Returns its process.
    public ChildProcess process() {
        return process;
    }

    /// Returns the processes of its PostgreSQL.
    public List<ProcessHandle> postgres() {
        var all = new ArrayList<ProcessHandle>();
        ScratchFolder.postgresIn(dataDirectory)
                .ifPresent(parent ->
                        Stream.concat(Stream.of(parent), parent.descendants()).forEach(all::add));
        return all;
    }

    /// Returns the time from the start of the process to the first `SERVING`.
    public Duration startTime() {
        return startTime;
    }

    /// Stops it as Ctrl-C does. Returns its exit code.
    public int stop() {
        return process.terminate();
    }

    /// Ends it as `kill -9` does. Its PostgreSQL may stay alive.
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
