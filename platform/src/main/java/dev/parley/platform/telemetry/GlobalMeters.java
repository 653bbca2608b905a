package dev.parley.platform.telemetry;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PreDestroy;

/// Shows meters that are created without an application context, such as those of an outbox, on the same
/// page.
@Context
final class GlobalMeters {

    private final PrometheusMeterRegistry registry;

    GlobalMeters(PrometheusMeterRegistry registry) {
        this.registry = registry;
        Metrics.addRegistry(registry);
    }

    @PreDestroy
    void stop() {
        Metrics.removeRegistry(registry);
    }
}
