package dev.parley.platform.postgres;

import dev.parley.platform.share.ReadShare;
import dev.parley.platform.share.WriteShare;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.jdbc.DataSourceResolver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

/// Creates one [Database] for each named data source.
@Factory
final class DatabaseFactory {

    private static final String REFUSED = "parley.database.share.refused";

    /// One half of the pool is for the reads of users, the other one for everything else.
    private static final int LEAST_CONNECTIONS = 2;

    @EachBean(DataSource.class)
    Database database(
            @Parameter String service,
            DataSource dataSource,
            DataSourceResolver resolver,
            Environment environment,
            MeterRegistry registry) {
        int poolSize = environment.getRequiredProperty("datasources." + service + ".maximum-pool-size", Integer.class);
        if (poolSize < LEAST_CONNECTIONS) {
            throw new ConfigurationException("parley." + service + ".database.pool-size must be at least "
                    + LEAST_CONNECTIONS + ", and is " + poolSize);
        }
        Map<String, Duration> limits = SessionLimits.of(service, environment);
        var database = new Database(resolver.resolve(dataSource), limits.get(SessionLimits.STATEMENT_NAME), poolSize);
        try {
            SessionCheck.check(service, database.dataSource(), limits);
        } catch (SQLException failure) {
            throw new ConfigurationException(
                    "The database of " + service + " does not respond: " + failure.getMessage(), failure);
        }
        FunctionCounter.builder(REFUSED, database.reads(), ReadShare::refused)
                .tags("pool", service, "share", "reads")
                .register(registry);
        FunctionCounter.builder(REFUSED, database.writes(), WriteShare::refused)
                .tags("pool", service, "share", "writes")
                .register(registry);
        return database;
    }
}
