package dev.parley.message.postgres;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;

/// Makes the database find every row of this service by a key.
///
/// All queries here have an index for what they ask, but the planner can not know that, say, only few frames are newer
/// than the relayed sequence of their thread; where one thread is most of a table it would read all of it. A setting of
/// the pool's own stands.
@Singleton
final class KeyedPlans implements BeanCreatedEventListener<DatasourceConfiguration> {

    /// What each connection of the pool begins with.
    static final String SETTINGS =
            "set enable_seqscan = off; set max_parallel_workers_per_gather = 0; set jit = off";

    private static final String POOL = "message";

    @Override
    public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
        DatasourceConfiguration pool = event.getBean();
        if (POOL.equals(pool.getName()) && pool.getConnectionInitSql() == null) {
            pool.setConnectionInitSql(SETTINGS);
        }
        return pool;
    }
}
