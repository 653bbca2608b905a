package dev.parley.bench.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The PostgreSQL of the server under test, for loads that no client could create in time, and for its
/// statistics.
public final class ServerStore implements AutoCloseable {

    private static final String ROLE = "parley";
    private static final int LINE_OF_PORT = 3;

    private final Connection connection;

    private ServerStore(Connection connection) {
        this.connection = connection;
    }

    /// Opens a connection to the store of a data directory. Throws `IllegalStateException` if that has none.
    public static ServerStore open(Path dataDirectory) throws SQLException {
        try {
            List<String> lines = Files.readAllLines(dataDirectory.resolve("postgres/postmaster.pid"));
            String password = Files.readString(dataDirectory.resolve("keys/postgres-password"))
                    .strip();
            String url =
                    "jdbc:postgresql://127.0.0.1:" + lines.get(LINE_OF_PORT).strip() + "/parley";
            return new ServerStore(DriverManager.getConnection(url, ROLE, password));
        } catch (IOException missing) {
            throw new IllegalStateException("This load needs a server on this machine, with its --data-dir.", missing);
        }
    }

    /// Runs statements in one transaction.
    public void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("begin; " + sql + "; commit");
        }
    }

    /// Returns the number that a query returns.
    public long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /// Returns the number of threads whose heads the inbox does not have yet.
    public long untold() throws SQLException {
        return number("""
                select count(*) from message.thread_head h
                left join inbox.thread_state t on t.thread_id = h.thread_id
                where h.sequence > coalesce(t.head_sequence, 0)
                """);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
