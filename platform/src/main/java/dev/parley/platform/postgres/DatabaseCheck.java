package dev.parley.platform.postgres;

import dev.parley.platform.health.DependencyCheck;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import jakarta.annotation.PreDestroy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks on a separate connection that the database of a service responds. A pool without a free connection
/// is busy, not down.
@EachBean(Database.class)
final class DatabaseCheck implements DependencyCheck {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseCheck.class);
    private static final int ANSWER_SECONDS = 1;

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
                own = OwnSession.open(database, null, null);
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
}
