package dev.parley.platform.postgres;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/// Guards each pool before any other bean gets it, so that [Database] and Micronaut Data use the same source.
@Singleton
final class DataSourceGuard implements BeanCreatedEventListener<DataSource>, Ordered {

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        return GuardedDataSource.of(event.getBean());
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
