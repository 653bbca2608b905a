package dev.parley.e2e.process;

import dev.parley.client.ParleyChannels;
import dev.parley.clientkit.process.ChildProcess;
import dev.parley.clientkit.process.Program;
import dev.parley.clientkit.process.Serving;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// One service in a separate process, configured by its environment.
public final class ServiceProcess implements AutoCloseable {

    private static final List<String> HEAP = List.of("-Xmx256m");

    private final ChildProcess process;
    private final String target;
    private final ManagedChannel channel;

    private ServiceProcess(ChildProcess process, int port) {
        this.process = process;
        this.target = "127.0.0.1:" + port;
        this.channel = ParleyChannels.plaintext(target);
    }

    /// Starts a service, such as `thread`, on a port, and returns immediately.
    public static ServiceProcess launch(String service, int port, Map<String, String> environment, Path folder) {
        Program program = Program.archivedJar(jar(service), HEAP, List.of())
                .with(environment)
                .with(Map.of("PARLEY_PORT", Integer.toString(port)));
        return new ServiceProcess(ChildProcess.start(program, output(service, folder)), port);
    }

    /// Runs a service that may fail to start.
    public static ChildProcess run(String service, Map<String, String> environment, Path folder) {
        Program program = Program.jar(jar(service), HEAP, List.of()).with(environment);
        return ChildProcess.start(program, output(service, folder));
    }

    private static Path jar(String service) {
        return Jars.of(service + "-service");
    }

    private static Path output(String service, Path folder) {
        return folder.resolve(service + "-" + System.nanoTime() + ".log");
    }

    /// Waits until it is serving, and lets the connection to it try again at once.
    public void awaitServing() {
        Serving.await(target, process);
        channel.resetConnectBackoff();
    }

    /// The process.
    public ChildProcess process() {
        return process;
    }

    /// Opens a connection to it, without credentials.
    public ManagedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        process.close();
    }
}
