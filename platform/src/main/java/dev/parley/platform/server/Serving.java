package dev.parley.platform.server;

import dev.parley.platform.background.Background;
import dev.parley.platform.feed.Feeds;
import dev.parley.platform.health.HealthWatch;
import io.grpc.Server;
import io.micronaut.context.BeanContext;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Starts and stops the servers of a process.
///
/// It stops when the application context begins to close, while everything that running calls need is still
/// available. Health reports that the process is not serving, and feeds close with a token to resume from.
/// Running calls get their grace period, and the remaining ones are cancelled. Then the background loops
/// stop.
@Singleton
public final class Serving implements ApplicationEventListener<ShutdownEvent> {

    private static final Duration LAST_MOMENTS = Duration.ofSeconds(1);

    private record Started(
            HealthWatch health, Feeds feeds, Background background, List<Server> servers, Duration grace) {}

    private final BeanContext context;
    private final AtomicReference<@Nullable Started> started = new AtomicReference<>();

    Serving(BeanContext context) {
        this.context = context;
    }

    /// Starts to serve, first within the process, then on the network.
    public void start() {
        var servers = new ArrayList<Server>();
        context.findBean(LocalServer.class).ifPresent(local -> {
            local.start();
            servers.add(local.server());
        });
        HealthWatch health = context.getBean(HealthWatch.class);
        GrpcEmbeddedServer network = context.getBean(GrpcEmbeddedServer.class);
        Duration grace = context.getBean(ServerConfig.class).grace();
        health.start();
        servers.addFirst(network.getServer());
        started.set(
                new Started(health, context.getBean(Feeds.class), context.getBean(Background.class), servers, grace));
        network.start();
    }

    @Override
    public void onApplicationEvent(ShutdownEvent event) {
        stop();
    }

    /// Stops. Does nothing if nothing was started, or if everything has already stopped.
    public void stop() {
        Started running = started.getAndSet(null);
        if (running == null) {
            return;
        }
        running.health().end();
        running.feeds().closeAll();
        running.servers().forEach(server -> end(server, running.grace()));
        running.background().close();
    }

    private static void end(Server server, Duration grace) {
        server.shutdown();
        try {
            if (!server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
                server.awaitTermination(LAST_MOMENTS.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
