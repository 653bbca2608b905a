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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running Parley: every service in this process on one port of 127.0.0.1, and a PostgreSQL beside it.
public final class Standalone implements AutoCloseable {

    /// The only address that it listens on.
    public static final String HOST = "127.0.0.1";

    static final List<String> SERVICES = List.of("thread", "message", "safety", "inbox");

    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);
    private static final List<String> SCOPES =
            List.of("act-as-user", "thread.policy", "thread.read", "message.fence", "safety.screen", "inbox.feed");

    private final DataDirectory directory;
    private final PostgresServer postgres;
    private final ApplicationContext services;

    private Standalone(DataDirectory directory, PostgresServer postgres, ApplicationContext services) {
        this.directory = directory;
        this.postgres = postgres;
        this.services = services;
    }

    /// Starts, and returns once it serves. Throws [StartException] with a sentence for people, with nothing left
    /// running.
    public static Standalone start(StandaloneSettings settings) {
        return start(settings, _ -> {});
    }

    /// Starts, and says in a line each what was started, and where.
    static Standalone start(StandaloneSettings settings, Consumer<String> report) {
        DataDirectory directory = DataDirectory.open(settings.dataDir());
        try {
            return start(settings, directory, report);
        } catch (RuntimeException failure) {
            directory.close();
            throw failure;
        }
    }

    /// Starts on a data directory that is held already; the caller frees it when the start fails.
    static Standalone start(StandaloneSettings settings, DataDirectory directory, Consumer<String> report) {
        refuseTakenPort(settings.port());
        openKey(directory);
        PostgresServer postgres = PostgresServer.start(directory.path());
        try {
            report.accept("PostgreSQL " + postgres.version() + " at " + HOST + ":" + postgres.port() + ", data in "
                    + postgres.directory());
            var services = ParleyApplication.run(SERVICES, overrides(settings, directory, postgres));
            try {
                var started = new Standalone(directory, postgres, services);
                started.warmUp(report);
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

    private void warmUp(Consumer<String> report) {
        LOG.info("Started on port {}", port());
        WarmUp.run(port(), TokenCommand.mint(directory.path()), SCOPES);
        report.accept(String.join(", ", SERVICES) + " at " + HOST + ":" + port() + ", log in " + directory.log());
    }

    /// The port that the services listen on.
    public int port() {
        return services.getBean(GrpcEmbeddedServer.class).getPort();
    }

    /// Its PostgreSQL.
    public PostgresServer postgres() {
        return postgres;
    }

    /// The application context of the services.
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

    private static void refuseTakenPort(int port) {
        if (port == 0) {
            return;
        }
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port), 1);
        } catch (IOException taken) {
            throw new StartException(
                    "Port " + port + " of " + HOST + " can not be listened on (" + taken.getMessage()
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
        overrides.put("parley.host", HOST);
        overrides.put("parley.port", settings.port());
        overrides.put("parley.local.enabled", true);
        overrides.put("parley.jwks", SigningKey.jwksIn(directory.keys()).toString());
        overrides.put("parley.key-dir", directory.keys().toString());
        overrides.put("parley.issuer", TokenCommand.ISSUER);
        overrides.put("parley.audience", TokenCommand.ISSUER);
        overrides.put("parley.service-name", "standalone");
        overrides.put("parley.service-scopes", SCOPES);
        for (String service : SERVICES) {
            overrides.put("parley.targets." + service, "inprocess");
            overrides.put("parley." + service + ".database.url", postgres.url());
            overrides.put("parley." + service + ".database.user", postgres.user());
            overrides.put("parley." + service + ".database.password", postgres.password());
        }
        overrides.putAll(settings.overrides());
        return overrides;
    }
}
