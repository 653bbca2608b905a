package dev.parley.platform.server;

import dev.parley.platform.background.AtOnce;
import dev.parley.platform.background.Background;
import dev.parley.platform.background.Ending;
import dev.parley.platform.backlog.BacklogWatch;
import dev.parley.platform.feed.Feeds;
import dev.parley.platform.health.HealthWatch;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.server.ShutdownClock.Phase;
import io.grpc.Server;
import io.micronaut.context.BeanContext;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts and stops the servers of a process.
///
/// It stops when the application context begins to close, while everything that running calls need is still
/// available. Health reports that the process is not serving. It still takes calls for a moment, so that
/// balancers notice first. Then it takes no more, and feeds close with a token to resume from. Running calls
/// get their grace period, and the remaining ones are cancelled. Then the background loops end, then every
/// [Ending] runs, then the connections to stores close. Everything of one kind ends at the same time.
///
/// After that moment all phases share one time limit: the grace period and 10 s. If no store responds, an
/// orderly end is impossible. Then the limit is 4 s, so that the process ends within 5 s.
@Singleton
public final class Serving implements ApplicationEventListener<ShutdownEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    private record Started(HealthWatch health, Feeds feeds, List<Server> servers, ServerConfig config) {}

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
        ServerConfig config = context.getBean(ServerConfig.class);
        servers.addFirst(network.getServer());
        Feeds feeds = context.getBean(Feeds.class);
        health.start();
        context.getBean(BacklogWatch.class);
        started.set(new Started(health, feeds, servers, config));
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
        long start = System.nanoTime();
        running.health().end();
        boolean cutOff = running.health().isCutOff();
        if (cutOff) {
            LOG.warn("No store responds: shutdown does not wait for running work");
        } else {
            drain(running.config().drain());
            start = System.nanoTime();
        }
        running.feeds().closeAll();
        stop(
                running.servers(),
                new ShutdownClock(System::nanoTime, start, running.config().grace(), cutOff));
    }

    private static void drain(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop(List<Server> servers, ShutdownClock clock) {
        Duration calls = clock.grace().plus(clock.lastMoments());
        end("shutdown of a server", servers, server -> end(server, clock), calls);
        context.getBean(Background.class).close(clock.of(Phase.LOOPS), clock.lastMoments());
        end("shutdown task", context.getBeansOfType(Ending.class), Ending::end, clock.of(Phase.TASKS));
        end("shutdown of a pool", context.getBeansOfType(Database.class), Database::end, clock.of(Phase.POOLS));
    }

    private static <T> void end(String name, Collection<T> parts, Consumer<T> how, Duration bound) {
        AtOnce.run(
                name,
                parts.stream().<Runnable>map(part -> () -> how.accept(part)).toList(),
                bound);
    }

    private static void end(Server server, ShutdownClock clock) {
        server.shutdown();
        try {
            if (!server.awaitTermination(clock.grace().toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
                server.awaitTermination(clock.lastMoments().toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
