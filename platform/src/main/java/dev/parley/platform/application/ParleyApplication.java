package dev.parley.platform.application;

import dev.parley.platform.server.LocalServer;
import dev.parley.platform.server.Serving;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// Starts services in one application context with one gRPC server.
///
/// Settings come from `parley/platform/application.yml` and `parley/<service>/application.yml` on the class
/// path. Variables `PARLEY_…` take precedence over these, and the overrides take precedence over everything.
public final class ParleyApplication {

    private static final Logger LOG = LoggerFactory.getLogger(ParleyApplication.class);

    private ParleyApplication() {}

    /// The `main` of a process: starts services, serves until a signal ends the process, and shuts down
    /// cleanly. If the process cannot start, it prints one sentence to standard error and exits with code 1.
    public static void launch(String... services) {
        try {
            ApplicationContext context = run(List.of(services), Map.of());
            var ended = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(context, ended), "shutdown"));
            var server = context.getBean(GrpcEmbeddedServer.class);
            LOG.info("{} on {}:{}", String.join(", ", services), server.getHost(), server.getPort());
            ended.await();
        } catch (StartException failure) {
            LOG.debug("Not started", failure);
            System.err.println(String.join(", ", services) + " cannot start: " + failure.getMessage());
            System.exit(1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Starts services and returns once they are serving. The overrides take precedence over every other
    /// setting. Closing the context shuts the services down cleanly. Throws [StartException] with a readable
    /// sentence.
    public static ApplicationContext run(List<String> services, Map<String, Object> overrides) {
        oneLog();
        buffers();
        var settings = new HashMap<>(overrides);
        settings.putIfAbsent(LocalServer.NAME, "parley-" + UUID.randomUUID());
        ApplicationContext context = ApplicationContext.builder()
                .banner(false)
                .deduceEnvironment(false)
                .overrideConfigLocations(locations(services))
                .propertySources(ServiceSettings.of(services))
                .properties(settings)
                .build();
        try {
            context.getEnvironment().start();
            RequiredSettings.check(context.getEnvironment(), services);
            context.start();
            context.getBean(Serving.class).start();
            return context;
        } catch (RuntimeException failure) {
            String address = context.getProperty("grpc.server.host", String.class, "*") + ":"
                    + context.getProperty("grpc.server.port", String.class, "?");
            close(context);
            throw StartFailures.explain(failure, services, address);
        }
    }

    /// gRPC's own buffers come from a pool with a cache per thread. Each virtual thread would create that
    /// cache again, under a lock. Netty's own pool has no such caches. Netty's leak detector takes a stack
    /// trace for every hundredth buffer, so it is off by default; a property turns it on.
    private static void buffers() {
        System.getProperties().putIfAbsent("io.grpc.netty.useCustomAllocator", "false");
        System.getProperties().putIfAbsent("io.netty.leakDetection.level", "disabled");
    }

    /// gRPC and the JDBC driver log with the JDK's logger. Their lines are redirected to the same log in the
    /// same format.
    private static void oneLog() {
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
    }

    private static String[] locations(List<String> services) {
        return Stream.concat(Stream.of("platform"), services.stream())
                .map(name -> "classpath:parley/" + name + "/")
                .toArray(String[]::new);
    }

    private static void close(ApplicationContext context) {
        try {
            context.close();
        } catch (RuntimeException failure) {
            LOG.debug("A context that failed to start also failed to close", failure);
        }
    }

    private static void end(ApplicationContext context, CountDownLatch ended) {
        context.close();
        ended.countDown();
    }
}
