package dev.parley.platform.postgres;

import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.jdbc.DataSourceResolver;
import javax.sql.DataSource;

/// Makes one [Database] for each named data source.
@Factory
final class DatabaseFactory {

    @EachBean(DataSource.class)
    Database database(DataSource dataSource, DataSourceResolver resolver) {
        return new Database(resolver.resolve(dataSource));
    }
}
