package dev.parley.platform.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// The only source of connections of a service: each connection has a limit on how long its user waits for a
/// response.
///
/// The server's own limits normally end a statement earlier. This one is for a server, or a network, that
/// does not respond at all. It is set for each use, because the pool resets it.
final class GuardedDataSource implements DataSource {

    private final DataSource pool;

    private GuardedDataSource(DataSource pool) {
        this.pool = pool;
    }

    static DataSource of(DataSource pool) {
        return pool instanceof GuardedDataSource ? pool : new GuardedDataSource(pool);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return guarded(pool.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return guarded(pool.getConnection(user, password));
    }

    private static Connection guarded(Connection connection) throws SQLException {
        try {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(SessionLimits.ANSWER.toMillis()));
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(pool) ? type.cast(pool) : pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(pool) || pool.isWrapperFor(type);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("dev.parley.platform.postgres");
    }
}
