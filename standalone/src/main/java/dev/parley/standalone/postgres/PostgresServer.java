package dev.parley.standalone.postgres;

import dev.parley.platform.application.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/// A running PostgreSQL on its own data, which listens only on the loopback address. Every commit is on disk
/// when it returns.
///
/// It is detached from the terminal, so that Ctrl-C does not reach it: it ends when it is closed, or when the process
/// that started it is gone. If it hangs then, the next start on the same data ends it.
public final class PostgresServer implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final String DATABASE = "parley";
    private static final int ATTEMPTS = 3;
    private static final String START_SECONDS = "120";

    private final PostgresPrograms programs;
    private final PostgresCluster cluster;
    private final PostgresLog log;
    private final PostgresStop stop;
    private Optional<ProcessHandle> process = Optional.empty();
    private Optional<PostgresGuard> guard = Optional.empty();
    private int port;
    private String version = "";
    private volatile boolean closing;

    private PostgresServer(PostgresPrograms programs, PostgresCluster cluster, PostgresLog log, PostgresStop stop) {
        this.programs = programs;
        this.cluster = cluster;
        this.log = log;
        this.stop = stop;
    }

    /// Starts on the data in `<dataDir>/postgres`, which is created if necessary. Returns once it is serving,
    /// with a database for Parley. The caller holds the lock of the data directory, which contains `keys` and
    /// `logs`. Throws [StartException].
    public static PostgresServer start(Path dataDir) {
        return start(dataDir, PostgresStop.PATIENT);
    }

    /// Does the same, with these limits for the end of the server, and of one that still runs on the data.
    static PostgresServer start(Path dataDir, PostgresStop stop) {
        var programs = new PostgresPrograms(PostgresBinaries.unpack(dataDir));
        var cluster = new PostgresCluster(
                dataDir.resolve("postgres"), dataDir.resolve("keys").resolve("postgres-password"), programs);
        var log = new PostgresLog(dataDir.resolve("logs").resolve("postgres.log"));
        cluster.prepare();
        cluster.endRemnant(stop);
        var server = new PostgresServer(programs, cluster, log, stop);
        try {
            server.run();
            server.createDatabase();
            return server;
        } catch (RuntimeException failure) {
            server.close();
            throw failure;
        }
    }

    /// Returns the JDBC URL of the database.
    public String url() {
        return urlOf(DATABASE);
    }

    /// Creates the role of a service, if necessary, with the password of [#user]. Returns its name. It is no
    /// superuser, and owns the schema that is named after the service. Throws [StartException].
    public String role(String service) {
        try (Connection connection = DriverManager.getConnection(url(), user(), password())) {
            return ServiceRole.create(connection, DATABASE, service, password());
        } catch (SQLException failure) {
            throw new StartException(
                    "PostgreSQL has no role for the service " + service + ": " + failure.getMessage(), failure);
        }
    }

    /// Returns the superuser.
    public String user() {
        return cluster.user();
    }

    /// Returns the user's password.
    public String password() {
        return cluster.password();
    }

    /// Returns the port that it listens on.
    public int port() {
        return port;
    }

    /// Returns its version, such as `17.4`.
    public String version() {
        return version;
    }

    /// Returns the directory of its data.
    public Path directory() {
        return cluster.directory();
    }

    /// Returns a future that completes, with a sentence, if the server ends unexpectedly.
    public CompletableFuture<String> broken() {
        if (process.isEmpty()) {
            return CompletableFuture.completedFuture(ended());
        }
        var broken = new CompletableFuture<String>();
        process.get().onExit().thenRun(() -> {
            if (!closing) {
                broken.complete(ended());
            }
        });
        return broken;
    }

    /// Shuts it down, within 18 s: cleanly, so that the next start needs no recovery, or else by force. Throws
    /// `IllegalStateException` if it is still running then, which only a disk that hangs can cause.
    @Override
    public void close() {
        closing = true;
        process.filter(ProcessHandle::isAlive).ifPresent(running -> {
            if (!stop.end(programs, cluster.directory(), running)) {
                throw new IllegalStateException("PostgreSQL, process " + running.pid() + ", does not end.");
            }
        });
        guard.ifPresent(PostgresGuard::close);
    }

    private void run() {
        PostgresPrograms.Result result = attempt();
        for (int attempt = 1; attempt < ATTEMPTS && !result.ok() && portWasTaken(); attempt++) {
            result = attempt();
        }
        process = cluster.postmaster();
        guard = process.map(running -> PostgresGuard.of(running, cluster.directory()));
        if (!result.ok()) {
            throw new StartException("PostgreSQL cannot start on " + cluster.directory() + ": "
                    + log.reason().orElse(result.lastLine()) + " (more in " + log.file() + ")");
        }
    }

    private PostgresPrograms.Result attempt() {
        try {
            log.begin();
            port = freePort();
        } catch (IOException failure) {
            throw new StartException("PostgreSQL cannot start: " + failure.getMessage(), failure);
        }
        return programs.run(
                "pg_ctl",
                "start",
                "-D",
                cluster.directory().toString(),
                "-w",
                "-t",
                START_SECONDS,
                "-l",
                log.file().toString(),
                "-o",
                options());
    }

    private boolean portWasTaken() {
        return log.reason().filter(reason -> reason.contains("TCP/IP")).isPresent();
    }

    /// Settings for two cores that are shared with the services. None of them trades safety for speed. Errors
    /// are logged without their statements and details, which would contain user data.
    private String options() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("port", Integer.toString(port));
        settings.put("listen_addresses", HOST);
        settings.put("unix_socket_directories", "");
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "on");
        settings.put("max_connections", "80");
        settings.put("shared_buffers", "256MB");
        settings.put("effective_cache_size", "1GB");
        settings.put("max_wal_size", "2GB");
        settings.put("min_wal_size", "256MB");
        settings.put("checkpoint_timeout", "15min");
        settings.put("random_page_cost", "1.1");
        settings.put("max_parallel_workers_per_gather", "0");
        settings.put("jit", "off");
        settings.put("log_checkpoints", "off");
        settings.put("log_min_error_statement", "panic");
        settings.put("log_error_verbosity", "terse");
        return settings.entrySet().stream()
                .map(setting -> "-c " + setting.getKey() + "='" + setting.getValue() + "'")
                .collect(Collectors.joining(" "));
    }

    private void createDatabase() {
        try (Connection connection = DriverManager.getConnection(urlOf("postgres"), user(), password());
                var statement = connection.createStatement()) {
            version = connection.getMetaData().getDatabaseProductVersion();
            boolean exists;
            try (var found = statement.executeQuery("select 1 from pg_database where datname = '" + DATABASE + "'")) {
                exists = found.next();
            }
            if (!exists) {
                statement.execute("create database " + DATABASE);
            }
        } catch (SQLException failure) {
            throw new StartException("PostgreSQL started but is not serving: " + failure.getMessage(), failure);
        }
    }

    private String urlOf(String database) {
        return "jdbc:postgresql://" + HOST + ":" + port + "/" + database;
    }

    private String ended() {
        return "PostgreSQL has ended unexpectedly: " + log.reason().orElse("it logged no reason") + " (more in "
                + log.file() + ")";
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }
}
