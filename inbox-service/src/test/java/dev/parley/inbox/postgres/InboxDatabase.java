package dev.parley.inbox.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Pattern;

/// A database with the tables of inboxes and the settings of its connections, without an application.
final class InboxDatabase implements AutoCloseable {

    private static final String PLANNER_SETTINGS = plannerSettings();

    private final TestDatabase test;
    private final HikariDataSource pool;
    private final Database database;

    InboxDatabase() {
        test = TestPostgres.database().migrated("inbox");
        pool = pool("inboxes");
        database = new Database(pool);
    }

    /// Creates a separate pool, like that of another process. The database knows its sessions by the name.
    /// The test closes it.
    HikariDataSource pool(String name) {
        var further = test.pool("inbox");
        further.setConnectionInitSql(PLANNER_SETTINGS);
        further.addDataSourceProperty("ApplicationName", name);
        return further;
    }

    Database database() {
        return database;
    }

    /// Opens a session outside the pool.
    Connection open() throws SQLException {
        Connection connection = test.connect();
        connection.setSchema("inbox");
        return connection;
    }

    /// Runs statements directly, without the engine.
    void run(String sql) {
        int done = database.withConnection(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
                return 1;
            } catch (SQLException failure) {
                throw new IllegalStateException(sql, failure);
            }
        });
        assert done == 1;
    }

    @Override
    public void close() {
        pool.close();
    }

    /// Returns the statements that the service's own settings run on each connection.
    private static String plannerSettings() {
        try (var file = InboxDatabase.class.getResourceAsStream("/parley/inbox/application.yml")) {
            String settings = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            var found = Pattern.compile("connection-init-sql: >-(.*)", Pattern.DOTALL)
                    .matcher(settings);
            if (!found.find()) {
                throw new IllegalStateException("The settings of the connections are missing");
            }
            return found.group(1).replaceAll("\\s+", " ").strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
