package dev.parley.platform.testing;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/// One embedded PostgreSQL for all tests of a JVM, with a new database for each caller. Commits are as
/// durable as in production.
public final class TestPostgres {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static final long CONNECTION_MILLIS = 10_000;

    private TestPostgres() {}

    /// A separate database.
    ///
    /// @param url its JDBC URL
    /// @param user a user with all rights in it
    /// @param password the user's password
    public record TestDatabase(String url, String user, String password) {

        /// Opens a connection outside any pool.
        public Connection connect() throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }

        /// Runs a statement as the user of this database.
        public void run(String sql) throws SQLException {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        /// Creates a role that may create schemas in this database and is no superuser. Returns the database as
        /// that role sees it.
        public TestDatabase withRole(String name) throws SQLException {
            String plain = url.replaceFirst("\\?.*", "");
            String database = Server.name(url);
            String role = database + "_" + name;
            run("create role " + role + " login password '" + role + "'");
            run("grant create on database " + database + " to " + role);
            return new TestDatabase(plain, role, role);
        }

        /// Copies this database, to which nobody may be connected, as a backup that is restored.
        public TestDatabase copy() throws SQLException {
            String name = "test_" + COUNT.incrementAndGet();
            String database = Server.name(url);
            try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name + " template " + database);
            }
            return new TestDatabase(url.replace("/" + database, "/" + name), user, password);
        }

        /// Creates the schema of a service with its migrations in `db/<service>`.
        public TestDatabase migrated(String service) {
            Flyway.configure()
                    .dataSource(url, user, password)
                    .locations("classpath:db/" + service)
                    .schemas(service)
                    .defaultSchema(service)
                    .load()
                    .migrate();
            return this;
        }

        /// Creates a pool of 8 connections on the schema of a service. It connects on first use, so that a
        /// test can change more settings before. The test closes it.
        public HikariDataSource pool(String service) {
            var pool = new HikariDataSource();
            pool.setJdbcUrl(url);
            pool.setUsername(user);
            pool.setPassword(password);
            pool.setSchema(service);
            pool.setMaximumPoolSize(8);
            pool.setMinimumIdle(0);
            pool.setConnectionTimeout(CONNECTION_MILLIS);
            return pool;
        }

        /// Returns the settings that make a service use this database.
        public Map<String, Object> settingsFor(String service) {
            String prefix = "parley." + service + ".database.";
            return Map.of(prefix + "url", url, prefix + "user", user, prefix + "password", password);
        }

        /// Returns the same database through another port of this machine, such as that of a [CuttablePort].
        public TestDatabase through(int port) {
            return new TestDatabase(url.replaceFirst(":\\d+/", ":" + port + "/"), user, password);
        }

        /// Returns the port that the database listens on.
        public int port() {
            return Server.INSTANCE.getPort();
        }
    }

    /// Creates a new, empty database.
    public static TestDatabase database() {
        String name = "test_" + COUNT.incrementAndGet();
        try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException failure) {
            throw new IllegalStateException("Failed to create a database for the test", failure);
        }
        return new TestDatabase(Server.INSTANCE.getJdbcUrl("postgres", name), "postgres", "postgres");
    }

    /// Started on first use; the library stops it and deletes its files when the JVM exits.
    private static final class Server {

        static final EmbeddedPostgres INSTANCE = start();

        static String name(String url) {
            String plain = url.replaceFirst("\\?.*", "");
            return plain.substring(plain.lastIndexOf('/') + 1);
        }

        /// Uses the first one on the class path: a runnable jar there adds its libraries, which contain the
        /// same file again, and the library's own lookup refuses that.
        private static InputStream binaries(String system, String machine) throws IOException {
            String hardware = machine.equals("amd64") ? "x86_64" : machine;
            String name = ("postgres-" + system + "-" + hardware + ".txz").toLowerCase(Locale.ROOT);
            InputStream binaries = TestPostgres.class.getClassLoader().getResourceAsStream(name);
            if (binaries == null) {
                throw new IOException("No PostgreSQL for this machine on the class path: " + name);
            }
            return binaries;
        }

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setPgBinaryResolver(Server::binaries)
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("max_connections", "300")
                        .start();
            } catch (IOException failure) {
                throw new UncheckedIOException("The embedded PostgreSQL did not start", failure);
            }
        }
    }
}
