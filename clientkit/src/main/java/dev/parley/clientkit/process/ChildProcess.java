package dev.parley.clientkit.process;

import dev.parley.clientkit.check.Bounded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A process that this JVM started. It is ended through its own handle, at the latest when this JVM exits.
public final class ChildProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SHOWN_LINES = 40;
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

    /// Starts a program in the folder of a file, to which both of its outputs are appended. Its standard input
    /// stays open until this process ends.
    public static ChildProcess start(Program program, Path output) {
        var builder = new ProcessBuilder(program.command())
                .directory(output.toAbsolutePath().getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
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

    /// Whether it is running.
    public boolean isAlive() {
        return process.isAlive();
    }

    /// Returns its handle.
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /// Asks it to end, with SIGTERM. Returns its exit code.
    public int terminate() {
        process.destroy();
        return awaitExit(PATIENCE);
    }

    /// Ends it immediately, with SIGKILL.
    public void kill() {
        process.destroyForcibly();
        awaitExit(PATIENCE);
    }

    /// Stops it where it is, with SIGSTOP, until it is continued. Nothing in it runs, but its connections stay
    /// open. Needs a system with the program `kill`.
    public void pause() {
        signal("STOP");
    }

    /// Lets a paused process continue, with SIGCONT.
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start();
            if (!kill.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("Process " + process.pid() + " did not get the signal " + name);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", interrupted);
        }
    }

    /// Waits until it exits. Returns its exit code.
    public int awaitExit(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("Process " + process.pid() + " did not end:\n" + lastLines());
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", interrupted);
        }
    }

    /// Waits for the first complete output line with this prefix, ignoring what the JVM and libraries print,
    /// and returns the rest of it. Throws `IllegalStateException` if the process ends first.
    public String awaitLine(String start) {
        Bounded.require(
                PATIENCE,
                "Process " + process.pid() + " wrote no line that starts with \"" + start + '"',
                () -> line(start).isPresent() || !isAlive());
        return line(start)
                .orElseThrow(() -> new IllegalStateException("Process " + process.pid() + " ended without a line"));
    }

    private Optional<String> line(String start) {
        String written = output();
        return written.substring(0, written.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst();
    }

    /// Returns its whole output.
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Returns the end of its output.
    public String lastLines() {
        List<String> lines = output().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }

    @Override
    public void close() {
        kill();
    }
}
