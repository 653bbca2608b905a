package dev.parley.message.postgres;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;

/// Makes the database find every row of this service by a key.
///
/// All queries here have an index for their conditions, in the order of their results. But the planner cannot
/// know that only few frames are newer than the relayed sequence of their thread, and it keeps plans that it
/// made while a table was empty: it would read whole tables, or whole threads to sort them. A plan by keys is
/// right for all values, so no plan is made again for each call. All rows that are looked up are different,
/// so memoizing them only costs time. Settings that the pool already has take precedence.
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
