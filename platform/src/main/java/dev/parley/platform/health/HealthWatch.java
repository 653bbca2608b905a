package dev.parley.platform.health;

import dev.parley.platform.background.AtOnce;
import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.background.Step;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Updates the standard health service: for the whole process (the empty name), for each gRPC service by its
/// full name, and for each dependency as `dependency.NAME`. Checks the dependencies every two seconds.
@Singleton
public final class HealthWatch {

    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration QUICK = Duration.ofSeconds(1);
    private static final String PREFIX = "dependency.";

    private final HealthStatusManager statuses = new HealthStatusManager();
    private final List<String> services;
    private final List<DependencyCheck> checks;
    private final Repeating loop;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Map<String, Boolean> known = Map.of();

    /// Watches the dependencies of the services of this process.
    public HealthWatch(List<BindableService> services, List<DependencyCheck> checks, Background background) {
        this.services = services.stream()
                .map(service -> service.bindService().getServiceDescriptor().getName())
                .toList();
        this.checks = List.copyOf(checks);
        this.loop = background.repeat("health", Pace.every(PERIOD), Step.of(this::check));
    }

    /// Returns the health service.
    public BindableService service() {
        return statuses.getHealthService();
    }

    /// Checks once immediately, and then every two seconds.
    public void start() {
        check();
        loop.start();
    }

    /// Reports permanently that this process is not serving any more.
    @PreDestroy
    public void end() {
        if (ended.compareAndSet(false, true)) {
            loop.stop();
            statuses.enterTerminalState();
        }
    }

    /// Whether this process has dependencies and none of them responds: then no running call can succeed.
    /// Takes at most one second.
    public boolean isCutOff() {
        return !checks.isEmpty() && (!known.containsValue(true) || !ask(QUICK).containsValue(true));
    }

    /// Checks all dependencies at the same time. One that does not respond within the bound is not serving.
    private Map<String, Boolean> ask(Duration bound) {
        var answers = new ConcurrentHashMap<String, Boolean>();
        checks.forEach(check -> answers.put(check.name(), false));
        AtOnce.run(
                "health check",
                checks.stream()
                        .<Runnable>map(check -> () -> answers.put(check.name(), check.isServing()))
                        .toList(),
                bound);
        return Map.copyOf(answers);
    }

    private void check() {
        Map<String, Boolean> now = ask(PATIENCE);
        now.forEach(this::report);
        known = now;
        services.forEach(service -> set(
                service,
                checks.stream().filter(check -> check.isNeededBy(service)).allMatch(check -> now.get(check.name()))));
        set(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, now.values().stream().allMatch(serving -> serving));
    }

    private void report(String name, boolean serving) {
        set(PREFIX + name, serving);
        boolean before = known.getOrDefault(name, true);
        if (before && !serving) {
            LOG.warn("{} does not respond", name);
        } else if (!before && serving) {
            LOG.info("{} responds again", name);
        }
    }

    private void set(String service, boolean serving) {
        statuses.setStatus(service, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }
}
