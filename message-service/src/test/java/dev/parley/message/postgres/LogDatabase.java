package dev.parley.message.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// A database with the schema of this service, and pools on it as the service has them.
final class LogDatabase {

    private static final long CONNECTION_TIMEOUT_MILLIS = 2_000;

    private final TestDatabase database;

    private LogDatabase(TestDatabase database) {
        this.database = database;
    }

    /// A new one.
    static LogDatabase create() {
        return new LogDatabase(TestPostgres.database().migrated("message"));
    }

    /// A pool as the service has it. The test closes it.
    HikariDataSource pool() {
        return pool(database);
    }

    /// The same, by way of another port of this machine.
    HikariDataSource poolThrough(int port) {
        return pool(database.through(port));
    }

    /// The port that the database listens on.
    int port() {
        return database.port();
    }

    /// A connection beside any pool.
    Connection connect() throws SQLException {
        Connection connection = database.connect();
        connection.setSchema("message");
        return connection;
    }

    /// The same, which sends each text as it is, so that it may hold `$1` without a value.
    Connection connectWithoutParameters() throws SQLException {
        String join = database.url().contains("?") ? "&" : "?";
        Connection connection = DriverManager.getConnection(
                database.url() + join + "preferQueryMode=simple", database.user(), database.password());
        connection.setSchema("message");
        return connection;
    }

    /// The one number that a query gives, beside any pool.
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
