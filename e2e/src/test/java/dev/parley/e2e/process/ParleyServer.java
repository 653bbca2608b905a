package dev.parley.e2e.process;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.e2e.client.Client;
import dev.parley.e2e.process.ChildProcess.Program;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A Parley in a process of its own, started as a user starts it, on a data directory that outlives it.
public final class ParleyServer implements AutoCloseable {

    private static final String MODULE = "standalone";

    private final ChildProcess process;
    private final int port;
    private final ManagedChannel channel;
    private final Tokens tokens;

    private ParleyServer(ChildProcess process, int port, ManagedChannel channel, Tokens tokens) {
        this.process = process;
        this.port = port;
        this.channel = channel;
        this.tokens = tokens;
    }

    /// Starts it on a free port, with options of its JVM, and returns once it serves.
    public static ParleyServer start(Path dataDir, String... options) {
        int port = Ports.free();
        var arguments = List.of("up", "--port", Integer.toString(port), "--data-dir", dataDir.toString());
        var program = new Program(MODULE, List.of(options), arguments, Map.of()).archived();
        var process = ChildProcess.start(program, dataDir.resolve("out.log"));
        try {
            Ports.awaitServing(port, process);
            ManagedChannel channel = ParleyChannels.plaintext("127.0.0.1:" + port);
            return new ParleyServer(process, port, channel, new Tokens(dataDir.resolve("keys")));
        } catch (RuntimeException failure) {
            process.kill();
            throw failure;
        }
    }

    /// Runs another command of the launcher to its end, and gives what it printed.
    public static String run(Path dataDir, String... arguments) {
        Path output = dataDir.resolve("command-" + System.nanoTime() + ".log");
        try (var process = ChildProcess.start(new Program(MODULE, List.of(), List.of(arguments), Map.of()), output)) {
            int exit = process.awaitExit(Duration.ofSeconds(30));
            if (exit != 0) {
                throw new AssertionError("Exit code " + exit + ": " + process.output());
            }
            return process.output();
        }
    }

    /// The process.
    public ChildProcess process() {
        return process;
    }

    /// The tokens that it accepts, and some that it must not.
    public Tokens tokens() {
        return tokens;
    }

    /// A connection of its own, to be shut down by whoever opens it.
    public ManagedChannel connect() {
        return ParleyChannels.plaintext("127.0.0.1:" + port);
    }

    /// The shared connection, without credentials.
    public Channel channel() {
        return channel;
    }

    /// The shared connection, with a token.
    public Channel with(String token) {
        return ClientInterceptors.intercept(channel, ParleyChannels.credentials(TokenCredentials.of(token)));
    }

    /// A user on the shared connection.
    public Client as(String userId) {
        return new Client(userId, with(tokens.user(userId)));
    }

    /// A user on a connection of their own.
    public Client as(String userId, Channel connection) {
        var credentials = TokenCredentials.of(tokens.user(userId));
        return new Client(userId, ClientInterceptors.intercept(connection, ParleyChannels.credentials(credentials)));
    }

    /// Ends it as Ctrl-C does, and gives its exit code.
    public int stop() {
        int exit = process.terminate();
        channel.shutdownNow();
        return exit;
    }

    /// Ends it as `kill -9` does. Its PostgreSQL may live on.
    public void kill() {
        process.kill();
        channel.shutdownNow();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
        channel.shutdownNow();
    }
}
