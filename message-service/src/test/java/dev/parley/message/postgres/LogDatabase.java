package dev.parley.message.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;

/// A database with the schema of this service, and pools on it like those of the service.
final class LogDatabase {

    private static final int POOL_SIZE = 8;
    private static final long CONNECTION_TIMEOUT_MILLIS = 2_000;

    private final TestDatabase database;

    private LogDatabase(TestDatabase database) {
        this.database = database;
    }

    /// Creates a new database.
    static LogDatabase create() {
        TestDatabase database = TestPostgres.database();
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("classpath:db/message")
                .schemas("message")
                .defaultSchema("message")
                .load()
                .migrate();
        return new LogDatabase(database);
    }

    /// Creates a pool like that of the service. The test closes it.
    HikariDataSource pool() {
        return pool(database);
    }

    /// Does the same through another port of this machine.
    HikariDataSource poolThrough(int port) {
        return pool(database.through(port));
    }

    /// Returns the port that the database listens on.
    int port() {
        return database.port();
    }

    /// Opens a connection outside any pool.
    Connection connect() throws SQLException {
        Connection connection = database.connect();
        connection.setSchema("message");
        return connection;
    }

    /// Does the same, and sends each text unchanged, so that it may contain `$1` without a value.
    Connection connectWithoutParameters() throws SQLException {
        String join = database.url().contains("?") ? "&" : "?";
        Connection connection = DriverManager.getConnection(
                database.url() + join + "preferQueryMode=simple", database.user(), database.password());
        connection.setSchema("message");
        return connection;
    }

    /// Returns the single number that a query returns, outside any pool.
    long number(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private static HikariDataSource pool(TestDatabase database) {
        var config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setSchema("message");
        config.setConnectionInitSql(KeyedPlans.SETTINGS);
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.addDataSourceProperty("connectTimeout", "2");
        config.addDataSourceProperty("logServerErrorDetail", "false");
        return new HikariDataSource(config);
    }
}
