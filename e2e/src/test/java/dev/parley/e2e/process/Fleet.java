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
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// The services as separate processes on one database, each with its own token and the scopes that it needs.
public final class Fleet implements AutoCloseable {

    /// The lock for tests with a fleet: starting several at once takes minutes on a small machine.
    public static final String LOCK = "fleet";

    private static final Map<String, String[]> SCOPES = Map.of(
            "thread", new String[] {"message.fence", "inbox.feed"},
            "message", new String[] {"safety.screen", "inbox.feed"},
            "safety", new String[] {"thread.policy"},
            "inbox", new String[] {"message.preview", "thread.report", "message.report"});

    /// How long the claims of a killed relay last.
    private static final String LEASE = "3s";

    private static final String CONTENT_KEY = UUID.randomUUID().toString();

    private final ScratchFolder folder;
    private final TestDatabase database = TestPostgres.database();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, ServiceProcess> running = new HashMap<>();

    public Fleet(ScratchFolder folder) {
        this.folder = folder;
        SCOPES.keySet().forEach(service -> ports.put(service, Serving.freePort()));
    }

    /// Starts all services that are not running, and waits until all are serving.
    public Fleet start() throws IOException {
        for (String service : ports.keySet()) {
            ServiceProcess before = running.get(service);
            if (before == null || !before.process().isAlive()) {
                launch(service);
            }
        }
        running.values().forEach(ServiceProcess::awaitServing);
        return this;
    }

    /// Restarts services on the same ports.
    public void restart(String... services) throws IOException {
        for (String service : services) {
            launch(service);
        }
        for (String service : services) {
            running.get(service).awaitServing();
        }
    }

    private void launch(String service) throws IOException {
        running.put(service, ServiceProcess.launch(service, ports.get(service), environment(service), folder.path()));
    }

    /// Returns all settings that a service needs.
    public Map<String, String> environment(String service) throws IOException {
        Path token = folder.path().resolve(service + ".token");
        Files.writeString(token, TestTokens.service(service + "-service", SCOPES.get(service)) + "\n");
        var environment = new HashMap<String, String>();
        String prefix = "PARLEY_" + service.toUpperCase(Locale.ROOT) + "_DATABASE_";
        environment.put(prefix + "URL", database.url());
        environment.put(prefix + "USER", database.user());
        environment.put(prefix + "PASSWORD", database.password());
        environment.put(
                "PARLEY_JWKS", SigningKey.jwksIn(TestTokens.keyDirectory()).toString());
        environment.put("PARLEY_TOKEN_FILE", token.toString());
        environment.put("PARLEY_OUTBOX_LEASE", LEASE);
        if (service.equals("message")) {
            environment.put("PARLEY_MESSAGE_CONTENT_KEY", CONTENT_KEY);
            environment.put("PARLEY_MESSAGE_RELAY_LEASE", LEASE);
        }
        ports.forEach((name, port) ->
                environment.put("PARLEY_TARGETS_" + name.toUpperCase(Locale.ROOT), "127.0.0.1:" + port));
        return environment;
    }

    /// Stops a service as its operator would.
    public void stop(String service) {
        ServiceProcess stopped = running.get(service);
        assertThat(stopped.process().terminate())
                .as(
                        "exit code of %s with the output:\n%s",
                        service, stopped.process().output())
                .isIn(0, 143);
        stopped.close();
    }

    /// Ends a service immediately, as `kill -9` does.
    public void kill(String service) {
        running.get(service).close();
    }

    /// Stops all running services.
    public void stopAll() {
        running.keySet().forEach(this::stop);
    }

    /// Returns a user whose calls are routed to the right services.
    public User as(String user) {
        var credentials = ParleyChannels.credentials(TokenCredentials.of(TestTokens.user(user)));
        return new User(user, ClientInterceptors.intercept(new Routes(running), credentials));
    }

    /// Returns a channel of an operator to the process of a service.
    public Channel asOperator(String service) {
        var credentials = ParleyChannels.credentials(TokenCredentials.of(TestTokens.user("usr_oscar", "operator")));
        return ClientInterceptors.intercept(running.get(service).channel(), credentials);
    }

    /// Connects to the database of all services.
    public Connection connect() throws SQLException {
        return database.connect();
    }

    /// Routes each call to the process that serves its package, such as `parley.thread.v1`.
    private static final class Routes extends Channel {

        private final Map<String, ServiceProcess> services;

        Routes(Map<String, ServiceProcess> services) {
            this.services = services;
        }

        @Override
        public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
            String service = method.getFullMethodName().split("\\.")[1];
            return services.get(service).channel().newCall(method, options);
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
