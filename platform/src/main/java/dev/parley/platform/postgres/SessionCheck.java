package dev.parley.platform.postgres;

import io.micronaut.context.exceptions.ConfigurationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks, before a service starts, that its sessions are what it relies on: that the database enforces the
/// limits it asked for, and that each connection is a session of its own. A proxy may drop the startup options,
/// or share one session among several connections.
final class SessionCheck {

    private static final Logger LOG = LoggerFactory.getLogger(SessionCheck.class);

    private static final String LIMITS = "select name, setting::bigint from pg_settings where name = any (?)";
    private static final String SESSION = "select pg_backend_pid()";
    private static final String SUPERUSER = "select rolsuper, rolname from pg_roles where rolname = current_user";

    private final String service;

    private SessionCheck(String service) {
        this.service = service;
    }

    /// Throws [ConfigurationException] if a limit is missing or longer than asked for, or if two connections
    /// share a session. Warns if the role is a superuser.
    ///
    /// @param limits what was asked for, by the name of the setting; zero means that there is no limit
    static void check(String service, DataSource pool, Map<String, Duration> limits) throws SQLException {
        var check = new SessionCheck(service);
        try (Connection connection = pool.getConnection();
                Connection second = pool.getConnection()) {
            check.isOwnSession(connection, second);
            check.hasLimits(connection, limits);
            check.warnOfSuperuser(connection);
        }
    }

    private void isOwnSession(Connection first, Connection second) throws SQLException {
        if (session(first) == session(second)) {
            throw new ConfigurationException(
                    "Two connections of " + service + " share one session of PostgreSQL: a proxy"
                            + " between them pools transactions, and must pool sessions instead.");
        }
    }

    private static int session(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(SESSION)) {
            return Rows.one(query, row -> row.getInt(1));
        }
    }

    private void hasLimits(Connection connection, Map<String, Duration> limits) throws SQLException {
        try (var query = connection.prepareStatement(LIMITS)) {
            query.setArray(1, connection.createArrayOf("text", limits.keySet().toArray()));
            Rows.list(query, row -> {
                String name = row.getString(1);
                isWithin(name, row.getLong(2), limits.get(name).toMillis());
                return name;
            });
        }
    }

    private void isWithin(String name, long found, long asked) {
        if (asked == 0 || found == asked) {
            return;
        }
        if (found == 0 || found > asked) {
            throw new ConfigurationException("The sessions of " + service + " have " + name + " = " + found
                    + " ms and not "
                    + asked + " ms, so a proxy drops their startup options. Set the limit on the role: alter role …"
                    + " set " + name + " = '" + asked + "ms'.");
        }
        LOG.warn("The sessions of {} have {} = {} ms, which is shorter than {} ms", service, name, found, asked);
    }

    private void warnOfSuperuser(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(SUPERUSER)) {
            Rows.first(query, row -> row.getBoolean(1) ? row.getString(2) : "")
                    .filter(superuser -> !superuser.isEmpty())
                    .ifPresent(superuser -> LOG.warn(
                            "{} uses the PostgreSQL superuser {}: give it a role of its own", service, superuser));
        }
    }
}
