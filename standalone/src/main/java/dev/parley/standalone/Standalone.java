package dev.parley.standalone;

import dev.parley.platform.application.ParleyApplication;
import dev.parley.platform.application.StartException;
import dev.parley.platform.issuer.SigningKey;
import dev.parley.standalone.postgres.PostgresServer;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running Parley: every service in this process on one port, with its own PostgreSQL.
public final class Standalone implements AutoCloseable {

    /// The local address, on which PostgreSQL listens and which this process uses to call itself.
    public static final String HOST = StandaloneSettings.LOOPBACK;

    static final List<String> SERVICES = List.of("thread", "message", "safety", "inbox");

    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);
    private static final List<String> SCOPES = List.of(
            "thread.policy",
            "thread.report",
            "message.fence",
            "message.preview",
            "message.report",
            "safety.screen",
            "inbox.feed");

    private final DataDirectory directory;
    private final PostgresServer postgres;
    private final ApplicationContext services;

    private Standalone(DataDirectory directory, PostgresServer postgres, ApplicationContext services) {
        this.directory = directory;
        this.postgres = postgres;
        this.services = services;
    }

    /// Starts, and returns once it is serving. Throws [StartException] with a readable sentence, and leaves
    /// nothing running.
    public static Standalone start(StandaloneSettings settings) {
        return start(settings, _ -> {});
    }

    /// Starts, and reports each started part and its address in one line.
    static Standalone start(StandaloneSettings settings, Consumer<String> report) {
        DataDirectory directory = DataDirectory.open(settings.dataDir());
        try {
            return start(settings, directory, report);
        } catch (RuntimeException failure) {
            directory.close();
            throw failure;
        }
    }

    /// Starts on a data directory that is already locked; the caller releases it if the start fails.
    static Standalone start(StandaloneSettings settings, DataDirectory directory, Consumer<String> report) {
        refuseTakenPort(settings);
        openKey(directory);
        PostgresServer postgres = PostgresServer.start(directory.path());
        try {
            report.accept("PostgreSQL " + postgres.version() + " at " + HOST + ":" + postgres.port() + ", data in "
                    + postgres.directory());
            var services = ParleyApplication.run(SERVICES, overrides(settings, directory, postgres));
            try {
                var started = new Standalone(directory, postgres, services);
                started.warmUp(settings.host(), report);
                return started;
            } catch (RuntimeException failure) {
                services.close();
                throw failure;
            }
        } catch (RuntimeException failure) {
            postgres.close();
            throw failure;
        }
    }

    private void warmUp(String host, Consumer<String> report) {
        LOG.info("Started on port {}", port());
        WarmUp.run(within(host), port(), TokenCommand.mint(directory.path()), SCOPES);
        report.accept(String.join(", ", SERVICES) + " at " + host + ":" + port() + ", log in " + directory.log());
    }

    /// Returns the address by which this process reaches itself.
    private static String within(String host) {
        return Set.of("0.0.0.0", "::").contains(host) ? HOST : host;
    }

    /// Returns the port that the services listen on.
    public int port() {
        return services.getBean(GrpcEmbeddedServer.class).getPort();
    }

    /// Returns its PostgreSQL.
    public PostgresServer postgres() {
        return postgres;
    }

    /// Returns the application context of the services.
    public ApplicationContext services() {
        return services;
    }

    /// Ends the feeds with a token to resume from, then the services, then PostgreSQL.
    @Override
    public void close() {
        try (directory;
                postgres) {
            services.close();
            LOG.info("Ended");
        }
    }

    private static void refuseTakenPort(StandaloneSettings settings) {
        String host = settings.host();
        int port = settings.port();
        if (port == 0) {
            return;
        }
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port), 1);
        } catch (IOException taken) {
            throw new StartException(
                    "Port " + port + " of " + host + " cannot be used for listening (" + taken.getMessage()
                            + "): choose another with --port.",
                    taken);
        }
    }

    private static void openKey(DataDirectory directory) {
        try {
            SigningKey.open(directory.keys());
        } catch (RuntimeException unusable) {
            throw new StartException(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private static Map<String, Object> overrides(
            StandaloneSettings settings, DataDirectory directory, PostgresServer postgres) {
        var overrides = new HashMap<String, Object>();
        overrides.put("parley.host", settings.host());
        overrides.put("parley.port", settings.port());
        overrides.put("parley.local.enabled", true);
        overrides.put("parley.server.drain", "0s");
        overrides.put("parley.jwks", SigningKey.jwksIn(directory.keys()).toString());
        overrides.put("parley.key-dir", directory.keys().toString());
        overrides.put("parley.issuer", TokenCommand.ISSUER);
        overrides.put("parley.audience", TokenCommand.ISSUER);
        overrides.put("parley.service-name", "standalone");
        overrides.put("parley.service-scopes", SCOPES);
        for (String service : SERVICES) {
            overrides.put("parley.targets." + service, "inprocess");
            overrides.put("parley." + service + ".database.url", postgres.url());
            overrides.put("parley." + service + ".database.user", postgres.role(service));
            overrides.put("parley." + service + ".database.password", postgres.password());
        }
        overrides.putAll(settings.overrides());
        return overrides;
    }
}
