package dev.parley.platform.postgres.check;

import dev.parley.platform.health.DependencyCheck;
import dev.parley.platform.postgres.check.DatabaseProbe.Answer;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;

/// Checks that the database of a service responds.
@EachBean(DatabaseProbe.class)
final class DatabaseCheck implements DependencyCheck {

    private final String service;
    private final DatabaseProbe probe;

    DatabaseCheck(@Parameter String service, DatabaseProbe probe) {
        this.service = service;
        this.probe = probe;
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
        return probe.ask() != Answer.NONE;
    }
}
