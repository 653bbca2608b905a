package dev.parley.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.clientkit.call.User;
import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.clientkit.process.Serving;
import dev.parley.platform.issuer.SigningKey;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import dev.parley.platform.testing.TestTokens;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// The services as separate processes on one database, one or several of each service, each with its own token,
/// the scopes that it needs, and a database role that is no superuser.
public final class Fleet implements AutoCloseable {

    /// The lock for tests with a fleet: starting several at once takes minutes on a small machine.
    public static final String LOCK = "fleet";

    private static final Map<String, String[]> SCOPES = Map.of(
            "thread", new String[] {"message.fence", "inbox.feed"},
            "message", new String[] {"safety.screen", "inbox.feed"},
            "safety", new String[] {"thread.policy"},
            "inbox", new String[] {"message.preview", "thread.report", "message.report"});

    private static final String CONTENT_KEY = UUID.randomUUID().toString();

    private final ScratchFolder folder;
    private final TestDatabase database = TestPostgres.database();
    private final Map<String, TestDatabase> roles = new HashMap<>();
    private final int size;
    private final Map<Replica, Integer> ports = new LinkedHashMap<>();
    private final Map<Replica, ServiceProcess> running = new ConcurrentHashMap<>();
    private final Map<Replica, Integer> neighbours = new ConcurrentHashMap<>();
    private boolean crossed;

    /// One process of the fleet.
    ///
    /// @param service such as `thread`
    /// @param number from 0
    public record Replica(String service, int number) {}

    /// A fleet with one process of each service.
    public Fleet(ScratchFolder folder) {
        this(folder, 1);
    }

    /// A fleet with several processes of each service.
    public Fleet(ScratchFolder folder, int size) {
        this.folder = folder;
        this.size = size;
        SCOPES.keySet().forEach(service -> roles.put(service, role(service)));
        SCOPES.keySet().stream()
                .sorted()
                .flatMap(service -> IntStream.range(0, size).mapToObj(number -> new Replica(service, number)))
                .forEach(replica -> ports.put(replica, Serving.freePort()));
    }

    private TestDatabase role(String service) {
        try {
            return database.withRole(service);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// Starts all services that are not running, and waits until all are serving.
    public Fleet start() throws IOException {
        for (Replica replica : ports.keySet()) {
            ServiceProcess before = running.get(replica);
            if (before == null || !before.process().isAlive()) {
                launch(replica);
            }
        }
        running.values().forEach(ServiceProcess::awaitServing);
        return this;
    }

    /// Lets each process that is started from now on call the processes with the other numbers, not those with
    /// its own, or the other way round.
    public void cross() {
        crossed = !crossed;
    }

    /// Restarts the first process of each of these services, on the same port.
    public void restart(String... services) throws IOException {
        for (String service : services) {
            launch(new Replica(service, 0));
        }
        for (String service : services) {
            running.get(new Replica(service, 0)).awaitServing();
        }
    }

    /// Restarts a process on the same port.
    public void restart(Replica replica) throws IOException {
        launch(replica);
        running.get(replica).awaitServing();
    }

    private void launch(Replica replica) throws IOException {
        neighbours.put(replica, (replica.number() + (crossed ? 1 : 0)) % size);
        running.put(
                replica,
                ServiceProcess.launch(replica.service(), ports.get(replica), environment(replica), folder.path()));
    }

    /// Returns all settings that the first process of a service needs.
    public Map<String, String> environment(String service) throws IOException {
        return environment(new Replica(service, 0));
    }

    private Map<String, String> environment(Replica replica) throws IOException {
        String service = replica.service();
        Path token = folder.path().resolve(service + ".token");
        Files.writeString(token, TestTokens.service(service + "-service", SCOPES.get(service)) + "\n");
        var environment = new HashMap<String, String>();
        String prefix = "PARLEY_" + service.toUpperCase(Locale.ROOT) + "_DATABASE_";
        TestDatabase role = roles.get(service);
        environment.put(prefix + "URL", role.url());
        environment.put(prefix + "USER", role.user());
        environment.put(prefix + "PASSWORD", role.password());
        environment.put(
                "PARLEY_JWKS", SigningKey.jwksIn(TestTokens.keyDirectory()).toString());
        environment.put("PARLEY_TOKEN_FILE", token.toString());
        environment.put("PARLEY_SERVER_DRAIN", "100ms");
        if (service.equals("message")) {
            environment.put("PARLEY_MESSAGE_CONTENT_KEY", CONTENT_KEY);
        }
        SCOPES.keySet()
                .forEach(name -> environment.put(
                        "PARLEY_TARGETS_" + name.toUpperCase(Locale.ROOT),
                        "127.0.0.1:" + ports.get(neighbour(replica, name))));
        return environment;
    }

    /// Returns the process of another service that a process calls.
    public Replica neighbour(Replica replica, String service) {
        return new Replica(service, neighbours.getOrDefault(replica, replica.number()));
    }

    /// Stops the first process of a service as its operator would.
    public void stop(String service) {
        stop(new Replica(service, 0));
    }

    private void stop(Replica replica) {
        ServiceProcess stopped = running.get(replica);
        assertThat(stopped.process().terminate())
                .as(
                        "exit code of %s with the output:\n%s",
                        replica, stopped.process().output())
                .isIn(0, 143);
        stopped.close();
    }

    /// Ends the first process of a service immediately, as `kill -9` does.
    public void kill(String service) {
        kill(new Replica(service, 0));
    }

    /// Ends a process immediately, as `kill -9` does.
    public void kill(Replica replica) {
        running.get(replica).close();
    }

    /// Stops all running services.
    public void stopAll() {
        running.keySet().forEach(this::stop);
    }

    /// Returns all processes, in a fixed order.
    public List<Replica> replicas() {
        return List.copyOf(ports.keySet());
    }

    /// Returns a process.
    public ServiceProcess process(Replica replica) {
        return running.get(replica);
    }

    /// Returns the database of all services.
    public TestDatabase database() {
        return database;
    }

    /// Returns a channel of an operator to the first process of a service.
    public Channel asOperator(String service) {
        var credentials = ParleyChannels.credentials(TokenCredentials.of(TestTokens.user("usr_oscar", "operator")));
        return ClientInterceptors.intercept(running.get(new Replica(service, 0)).channel(), credentials);
    }

    /// Connects to the database of all services.
    public Connection connect() throws SQLException {
        return database.connect();
    }

    /// Returns a user whose calls are routed to the first processes of the right services.
    public User as(String user) {
        return as(user, 0);
    }

    /// Returns a user whose calls are routed to the processes with this number.
    public User as(String user, int number) {
        var credentials = ParleyChannels.credentials(TokenCredentials.of(TestTokens.user(user)));
        return new User(user, ClientInterceptors.intercept(new Routes(running, number), credentials));
    }

    /// Routes each call to a process that serves its package, such as `parley.thread.v1`.
    private static final class Routes extends Channel {

        private final Map<Replica, ServiceProcess> services;
        private final int number;

        Routes(Map<Replica, ServiceProcess> services, int number) {
            this.services = services;
            this.number = number;
        }

        @Override
        public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
            String service = method.getFullMethodName().split("\\.")[1];
            return services.get(new Replica(service, number)).channel().newCall(method, options);
        }

        @Override
        public String authority() {
            return "parley";
        }
    }

    @Override
    public void close() {
        running.values().forEach(ServiceProcess::close);
    }
}
