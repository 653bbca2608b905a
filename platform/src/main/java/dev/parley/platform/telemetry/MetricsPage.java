package dev.parley.platform.telemetry;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.ConfigurationException;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.concurrent.Executors;

/// Serves the meters to Prometheus at `http://HOST:PORT/metrics`. Off unless `parley.metrics.port` is set.
@Context
@Requires(property = "parley.metrics.port")
public final class MetricsPage {

    private final HTTPServer server;

    MetricsPage(
            PrometheusMeterRegistry registry,
            @Property(name = "parley.host") String host,
            @Property(name = "parley.metrics.port") int port) {
        try {
            server = HTTPServer.builder()
                    .hostname(host)
                    .port(port)
                    .registry(registry.getPrometheusRegistry())
                    .executorService(Executors.newVirtualThreadPerTaskExecutor())
                    .buildAndStart();
        } catch (IOException taken) {
            throw new ConfigurationException("The port " + port + " for metrics is taken or not allowed.", taken);
        }
    }

    /// Returns the port that it listens on.
    public int port() {
        return server.getPort();
    }

    @PreDestroy
    void stop() {
        server.close();
    }
}
