package dev.parley.platform.postgres;

import dev.parley.platform.health.DependencyCheck;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.sql.Connection;
import java.sql.SQLException;

/// Checks that the database of a service answers.
@EachBean(Database.class)
final class DatabaseCheck implements DependencyCheck {

    private static final int TIMEOUT_SECONDS = 2;

    private final String service;
    private final Database database;

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
    public boolean isServing() {
        try (Connection connection = database.dataSource().getConnection()) {
            return connection.isValid(TIMEOUT_SECONDS);
        } catch (SQLException unreachable) {
            return false;
        }
    }
}
