package dev.parley.platform.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/// Serves the meters to Prometheus at `http://HOST:PORT/metrics`. Off unless `parley.metrics.port` is set.
@Context
@Requires(property = "parley.metrics.port")
public final class MetricsPage {

    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final HttpServer server;

    MetricsPage(
            PrometheusMeterRegistry registry,
            @Property(name = "parley.host") String host,
            @Property(name = "parley.metrics.port") int port) {
        this.registry = registry;
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException taken) {
            throw new ConfigurationException("The port " + port + " for metrics is taken or not allowed.", taken);
        }
        server.createContext("/metrics", this::reply);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /// The port that it listens on.
    public int port() {
        return server.getAddress().getPort();
    }

    private void reply(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] page = registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", TYPE);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        }
    }

    @PreDestroy
    void stop() {
        server.stop(0);
    }
}
