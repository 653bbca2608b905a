package dev.parley.platform.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.platform.health.DependencyCheck;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import jakarta.annotation.PreDestroy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks on a separate connection that the database of a service responds. A pool without a free connection
/// is busy, not down.
@EachBean(Database.class)
final class DatabaseCheck implements DependencyCheck {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseCheck.class);
    private static final int ANSWER_SECONDS = 1;
    private static final int LOGIN_SECONDS = 2;

    private final String service;
    private final Database database;
    private @Nullable Connection own;

    DatabaseCheck(@Parameter String service, Database database) {
        this.service = service;
        this.database = database;
    }

    @Override
    public String name() {
        return "postgres." + service;
    }

    @Override
    public boolean isNeededBy(String grpcService) {
        return grpcService.startsWith("parley." + service + ".");
    }

    @Override
    public synchronized boolean isServing() {
        try {
            if (own == null || !own.isValid(ANSWER_SECONDS)) {
                close();
                own = connect();
            }
            return true;
        } catch (SQLException unreachable) {
            return false;
        }
    }

    /// Drops the connection.
    @PreDestroy
    synchronized void close() {
        Connection ended = own;
        own = null;
        try {
            if (ended != null) {
                ended.close();
            }
        } catch (SQLException broken) {
            LOG.debug("The connection is gone anyway", broken);
        }
    }

    private Connection connect() throws SQLException {
        HikariDataSource pool = database.dataSource().unwrap(HikariDataSource.class);
        var settings = new Properties();
        pool.getDataSourceProperties().forEach((name, value) -> settings.put(name.toString(), value.toString()));
        settings.setProperty("user", pool.getUsername());
        settings.setProperty("password", pool.getPassword());
        settings.setProperty("loginTimeout", String.valueOf(LOGIN_SECONDS));
        return DriverManager.getConnection(pool.getJdbcUrl(), settings);
    }
}
