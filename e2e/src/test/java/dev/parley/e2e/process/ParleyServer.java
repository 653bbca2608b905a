package dev.parley.e2e.process;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.clientkit.call.User;
import dev.parley.clientkit.process.ChildProcess;
import dev.parley.clientkit.process.Program;
import dev.parley.clientkit.process.ServerProcess;
import dev.parley.clientkit.process.ServerProcess.Launcher;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.List;

/// A Parley server in a separate process, started as a user starts it, with a connection and tokens.
public final class ParleyServer implements AutoCloseable {

    private static final String KEYS = "keys";
    private static final Path JAR = Jars.of("standalone");
    private static final Launcher COMMAND = (options, arguments) -> Program.jar(JAR, options, arguments);
    private static final Launcher SERVER = (options, arguments) -> Program.archivedJar(JAR, options, arguments);

    private final ServerProcess server;
    private final ManagedChannel channel;
    private final Path keys;
    private final Tokens tokens;

    private ParleyServer(ServerProcess server, Path keys) {
        this.server = server;
        this.channel = connect();
        this.keys = keys;
        this.tokens = Tokens.in(keys);
    }

    /// Starts it on a free port, with these JVM options. Returns once it is serving.
    public static ParleyServer start(Path dataDir, String... options) {
        Path output = dataDir.resolve("out.log");
        return new ParleyServer(ServerProcess.start(SERVER, dataDir, output, List.of(options)), dataDir.resolve(KEYS));
    }

    /// Runs another command of the launcher until it exits. Returns its output.
    public static String run(Path dataDir, String... arguments) {
        return COMMAND.run(dataDir, List.of(arguments));
    }

    /// The process.
    public ChildProcess process() {
        return server.process();
    }

    /// The processes of its PostgreSQL.
    public List<ProcessHandle> postgres() {
        return server.postgres();
    }

    /// The folder of its keys.
    public Path keys() {
        return keys;
    }

    /// The port on which it listens.
    public int port() {
        return server.port();
    }

    /// The tokens that it accepts, and some that it must refuse.
    public Tokens tokens() {
        return tokens;
    }

    /// Opens a separate connection, which its owner shuts down.
    public ManagedChannel connect() {
        return ParleyChannels.plaintext(server.target());
    }

    /// Returns the shared connection, without credentials.
    public Channel channel() {
        return channel;
    }

    /// Returns the shared connection, with a token.
    public Channel with(String token) {
        return ClientInterceptors.intercept(channel, ParleyChannels.credentials(TokenCredentials.of(token)));
    }

    /// Returns a user on the shared connection.
    public User as(String userId) {
        return as(userId, channel);
    }

    /// Returns a user on a separate connection.
    public User as(String userId, Channel connection) {
        return User.with(userId, connection, tokens.user(userId));
    }

    /// Stops it as Ctrl-C does. Returns its exit code.
    public int stop() {
        int exit = server.stop();
        channel.shutdownNow();
        return exit;
    }

    /// Ends it as `kill -9` does. Its PostgreSQL may stay alive.
    public void kill() {
        server.kill();
        channel.shutdownNow();
    }

    @Override
    public void close() {
        server.close();
        channel.shutdownNow();
    }
}
