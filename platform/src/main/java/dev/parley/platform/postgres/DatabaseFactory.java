package dev.parley.platform.postgres;

import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.context.env.Environment;
import io.micronaut.jdbc.DataSourceResolver;
import java.time.Duration;
import javax.sql.DataSource;

/// Creates one [Database] for each named data source.
@Factory
final class DatabaseFactory {

    @EachBean(DataSource.class)
    Database database(
            @Parameter String service, DataSource dataSource, DataSourceResolver resolver, Environment environment) {
        return new Database(
                resolver.resolve(dataSource),
                environment
                        .getProperty(SessionLimits.statementProperty(service), Duration.class)
                        .orElse(SessionLimits.STATEMENT));
    }
}
