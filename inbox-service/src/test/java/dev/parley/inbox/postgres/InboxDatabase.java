package dev.parley.inbox.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;

/// A database with the tables of inboxes and the settings of its connections, without an application.
final class InboxDatabase implements AutoCloseable {

    private final TestDatabase test;
    private final HikariDataSource pool;
    private final Database database;

    InboxDatabase() {
        test = TestPostgres.database();
        var config = new HikariConfig();
        config.setJdbcUrl(test.url());
        config.setUsername(test.user());
        config.setPassword(test.password());
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(0);
        config.setConnectionInitSql(plannerSettings());
        pool = new HikariDataSource(config);
        database = new Database(pool);
        run(resource("/db/inbox/V1__inbox.sql"));
    }

    Database database() {
        return database;
    }

    /// Opens a session outside the pool.
    Connection open() throws SQLException {
        return test.connect();
    }

    /// Runs statements directly, without the engine.
    void run(String sql) {
        int done = database.read(connection -> {
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
        var settings = Pattern.compile("connection-init-sql: >-(.*)", Pattern.DOTALL)
                .matcher(resource("/parley/inbox/application.yml"));
        if (!settings.find()) {
            throw new IllegalStateException("The settings of the connections are missing");
        }
        return settings.group(1).replaceAll("\\s+", " ").strip();
    }

    private static String resource(String name) {
        try (var script = InboxDatabase.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
