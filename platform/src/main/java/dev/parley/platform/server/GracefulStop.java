package dev.parley.platform.server;

import dev.parley.platform.feed.Feeds;
import dev.parley.platform.health.HealthWatch;
import io.grpc.Server;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the serving of a process in order, before anything that calls still need is taken down: health says that it
/// does not serve, feeds close with a token to resume from, running calls get their grace, and the rest is cut off.
///
/// It runs when the application context begins to close.
@Singleton
public final class GracefulStop implements ApplicationEventListener<ShutdownEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);
    private static final Duration LAST_MOMENTS = Duration.ofSeconds(1);

    private final HealthWatch health;
    private final Feeds feeds;
    private final GrpcEmbeddedServer network;
    private final Optional<LocalServer> local;
    private final ServerConfig config;
    private final AtomicBoolean begun = new AtomicBoolean();

    GracefulStop(
            HealthWatch health,
            Feeds feeds,
            GrpcEmbeddedServer network,
            Optional<LocalServer> local,
            ServerConfig config) {
        this.health = health;
        this.feeds = feeds;
        this.network = network;
        this.local = local;
        this.config = config;
    }

    @Override
    public void onApplicationEvent(ShutdownEvent event) {
        stop();
    }

    /// Ends the serving; a second call does nothing.
    public void stop() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        health.end();
        feeds.closeAll();
        end(network.getServer());
        local.map(LocalServer::server).ifPresent(this::end);
        LOG.debug("Stopped serving");
    }

    private void end(Server server) {
        server.shutdown();
        try {
            if (!server.awaitTermination(config.grace().toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
                server.awaitTermination(LAST_MOMENTS.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
