package dev.parley.message.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// A database with the schema of this service, and pools on it like those of the service.
final class LogDatabase {

    private static final long CONNECTION_TIMEOUT_MILLIS = 2_000;

    private final TestDatabase database;

    private LogDatabase(TestDatabase database) {
        this.database = database;
    }

    /// Creates a new database.
    static LogDatabase create() {
        return new LogDatabase(TestPostgres.database().migrated("message"));
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
        var pool = database.pool("message");
        pool.setConnectionInitSql(KeyedPlans.SETTINGS);
        pool.setMinimumIdle(2);
        pool.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        pool.addDataSourceProperty("connectTimeout", "2");
        pool.addDataSourceProperty("logServerErrorDetail", "false");
        return pool;
    }
}
