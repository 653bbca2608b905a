package dev.parley.message.postgres;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;

/// Makes the database find every row of this service by a key.
///
/// All queries here have an index for what they ask, in the order in which they ask it. But the planner cannot
/// know that only few frames are newer than the relayed sequence of their thread, and keeps plans that it made
/// when a table was empty: it would read whole tables, or whole threads to sort them. And as a plan by keys is
/// right for all values, none is made again for each call. Rows that are looked up are all different, so remembering
/// them (memoize) only costs time. A setting of the pool's own stands.
@Singleton
final class KeyedPlans implements BeanCreatedEventListener<DatasourceConfiguration> {

    /// The settings with which each connection of the pool starts.
    static final String SETTINGS = "set enable_seqscan = off; set enable_bitmapscan = off;"
            + " set enable_mergejoin = off; set enable_memoize = off;"
            + " set max_parallel_workers_per_gather = 0; set jit = off; set plan_cache_mode = force_generic_plan";

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
