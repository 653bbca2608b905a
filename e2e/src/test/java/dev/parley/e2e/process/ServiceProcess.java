package dev.parley.e2e.process;

import dev.parley.client.ParleyChannels;
import dev.parley.e2e.process.ChildProcess.Program;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One service in a process of its own, configured by its environment.
public final class ServiceProcess implements AutoCloseable {

    private final ChildProcess process;
    private final int port;
    private final ManagedChannel channel;

    private ServiceProcess(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
        this.channel = ParleyChannels.plaintext("127.0.0.1:" + port);
    }

    /// Starts a service, such as `thread`, on a port, and returns at once.
    public static ServiceProcess launch(String service, int port, Map<String, String> environment, Path folder) {
        var variables = new HashMap<>(environment);
        variables.put("PARLEY_PORT", Integer.toString(port));
        return new ServiceProcess(start(program(service, variables).archived(), folder), port);
    }

    /// Runs a service that may not even start.
    public static ChildProcess run(String service, Map<String, String> environment, Path folder) {
        return start(program(service, environment), folder);
    }

    private static Program program(String service, Map<String, String> environment) {
        return new Program(service + "-service", List.of("-Xmx256m"), List.of(), environment);
    }

    private static ChildProcess start(Program program, Path folder) {
        return ChildProcess.start(program, folder.resolve(program.module() + "-" + System.nanoTime() + ".log"));
    }

    /// A port that nobody listens on.
    public static int freePort() {
        return Ports.free();
    }

    /// Waits until it serves.
    public void awaitServing() {
        Ports.awaitServing(port, process);
    }

    /// The process.
    public ChildProcess process() {
        return process;
    }

    /// A connection to it, without credentials.
    public ManagedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        process.close();
    }
}
