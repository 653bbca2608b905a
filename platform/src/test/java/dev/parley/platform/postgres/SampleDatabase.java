package dev.parley.platform.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// A database with the tables of the sample service, without an application.
public final class SampleDatabase implements AutoCloseable {

    private final TestDatabase test;
    private final HikariDataSource pool;
    private final Database database;

    private SampleDatabase(TestDatabase test) {
        this.test = test;
        pool = test.pool("public");
        pool.setConnectionTimeout(2000);
        database = new Database(pool);
    }

    /// Creates the tables in a new database.
    public static SampleDatabase create(TestDatabase test) {
        try (Connection connection = test.connect();
                Statement statement = connection.createStatement();
                var script = SampleDatabase.class.getResourceAsStream("/db/sample/V1__outbox.sql")) {
            if (script == null) {
                throw new IllegalStateException("The script is missing");
            }
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (SQLException failure) {
            throw new UncheckedSqlException(failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new SampleDatabase(test);
    }

    /// Opens a connection outside the pool.
    public Connection connect() throws SQLException {
        return test.connect();
    }

    /// Returns the database.
    public Database database() {
        return database;
    }

    @Override
    public void close() {
        pool.close();
    }
}
