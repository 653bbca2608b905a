package dev.parley.platform.postgres;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Opens sessions outside the pool of a service, with the role and the limits of the pool.
public final class OwnSession {

    private static final int LOGIN_SECONDS = 2;

    private OwnSession() {}

    /// Opens a session, within about two seconds. The caller closes it.
    ///
    /// @param url the JDBC URL of the same database on another way; null means that of the pool
    /// @param name the name of the session in the views of the database; null means that of the pool
    public static Connection open(Database database, @Nullable String url, @Nullable String name) throws SQLException {
        HikariDataSource pool = database.dataSource().unwrap(HikariDataSource.class);
        var settings = new Properties();
        pool.getDataSourceProperties().forEach((key, value) -> settings.put(key.toString(), value.toString()));
        settings.setProperty("user", pool.getUsername());
        settings.setProperty("password", pool.getPassword());
        settings.setProperty("loginTimeout", String.valueOf(LOGIN_SECONDS));
        if (name != null) {
            settings.setProperty("ApplicationName", name);
        }
        Connection session = DriverManager.getConnection(url == null ? pool.getJdbcUrl() : url, settings);
        session.setNetworkTimeout(Runnable::run, Math.toIntExact(SessionLimits.ANSWER.toMillis()));
        return session;
    }
}
