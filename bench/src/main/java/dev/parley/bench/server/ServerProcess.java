package dev.parley.bench.server;

import dev.parley.client.ParleyChannels;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A server of its own for the measurement: a second JVM with all services and its own PostgreSQL, on a free port and
/// a data directory that is not there before.
public final class ServerProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final int SHOWN_LINES = 20;
    private static final int PID_DEPTH = 3;

    private final Process process;
    private final Path dataDirectory;
    private final int port;
    private final Duration startTime;

    private ServerProcess(Process process, Path dataDirectory, int port, Duration startTime) {
        this.process = process;
        this.dataDirectory = dataDirectory;
        this.port = port;
        this.startTime = startTime;
    }

    /// Starts a server by the same command as `parley up`, and returns when its health service says that it serves.
    /// Throws `IllegalStateException` with the end of its log when it does not come up.
    public static ServerProcess start(Program program, Path dataDirectory, Path log)
            throws IOException, InterruptedException {
        int port = freePort();
        long begin = System.nanoTime();
        Process process = program.up(List.of("--port", Integer.toString(port), "--data-dir", dataDirectory.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            awaitServing(process, "127.0.0.1:" + port, log);
        } catch (InterruptedException | RuntimeException failure) {
            stop(process);
            throw failure;
        }
        return new ServerProcess(process, dataDirectory, port, Duration.ofNanos(System.nanoTime() - begin));
    }

    /// Where it listens, `host:port`.
    public String target() {
        return "127.0.0.1:" + port;
    }

    /// Its process.
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /// The processes of its PostgreSQL, which are no children of it: they are found by the file that PostgreSQL
    /// keeps in its data directory.
    List<ProcessHandle> postgres() {
        try (Stream<Path> files = Files.find(
                dataDirectory,
                PID_DEPTH,
                (file, _) -> file.getFileName().toString().equals("postmaster.pid"))) {
            return files.flatMap(ServerProcess::process)
                    .flatMap(parent -> Stream.concat(Stream.of(parent), parent.descendants()))
                    .toList();
        } catch (IOException | UncheckedIOException gone) {
            return List.of();
        }
    }

    private static Stream<ProcessHandle> process(Path pidFile) {
        try {
            long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
            return ProcessHandle.of(pid).stream();
        } catch (IOException gone) {
            return Stream.empty();
        }
    }

    /// From the start of the process to the first `SERVING`.
    public Duration startTime() {
        return startTime;
    }

    @Override
    public void close() {
        stop();
    }

    /// Ends the server in order, or by force when that takes long.
    public void stop() {
        stop(process);
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitServing(Process process, String target, Path log) throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() - end < 0) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "The server ended with exit code " + process.exitValue() + ":\n" + lastLines(log));
            }
            if (isServing(target)) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException(
                "The server does not serve after " + START.toSeconds() + " s:\n" + lastLines(log));
    }

    /// Asks the health service of a server once.
    public static boolean isServing(String target) {
        ManagedChannel channel = ParleyChannels.plaintext(target);
        try {
            var answer = HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance());
            return answer.getStatus() == ServingStatus.SERVING;
        } catch (StatusRuntimeException notYet) {
            return false;
        } finally {
            channel.shutdownNow();
        }
    }

    private static String lastLines(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
        } catch (IOException unreadable) {
            return "(its log " + log + " can not be read)";
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException("There is no free port", failure);
        }
    }
}
