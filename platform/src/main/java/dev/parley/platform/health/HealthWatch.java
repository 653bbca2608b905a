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
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Updates the standard health service. Checks the dependencies every two seconds.
///
/// | name | serving means |
/// |---|---|
/// | `liveness` | this process works; it stays so during a shutdown. Only a restart helps otherwise |
/// | empty | the same, and the process takes calls |
/// | `readiness` | it takes calls, and all dependencies that it needs respond |
/// | full name of a gRPC service | it takes calls, and what the service needs responds |
/// | `dependency.NAME` | the dependency responds |
/// | `loop.NAME`, with hyphens | the last successful round of the background loop is not too old |
///
/// The names of loops tell an operator what to look at, and affect no other name. The same holds for what other
/// classes [#report], such as `backlog.TOPIC`.
///
/// A status is never older than 10 s. If no check has ended for that long, for example because the log or the
/// threads of this process hang, everything is reported as not serving until the next check has ended.
@Singleton
public final class HealthWatch {

    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);
    private static final Duration QUICK = Duration.ofSeconds(1);
    private static final String PREFIX = "dependency.";
    private static final String LOOP = "loop.";
    private static final String LIVENESS = "liveness";
    private static final String READINESS = "readiness";

    /// When to check.
    ///
    /// @param period the pause between two checks
    /// @param patience how long one check may take
    /// @param stale the age at which the result of a check is worthless
    /// @param loopLate how much later than its interval the last successful round of a loop may have ended
    record Timing(Duration period, Duration patience, Duration stale, Duration loopLate) {
        private static final Timing STANDARD =
                new Timing(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ofMinutes(1));
    }

    private final HealthStatusManager statuses = new HealthStatusManager();
    private final List<String> services;
    private final List<DependencyCheck> checks;
    private final Timing timing;
    private final Background background;
    private final Repeating loop;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();
    private final Thread guard;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean over;
    private volatile Map<String, Boolean> known = Map.of();
    private volatile long checkedAt = System.nanoTime();

    /// Watches the dependencies of the services of this process.
    @Inject
    public HealthWatch(List<BindableService> services, List<DependencyCheck> checks, Background background) {
        this(services, checks, background, Timing.STANDARD);
    }

    HealthWatch(List<BindableService> services, List<DependencyCheck> checks, Background background, Timing timing) {
        this.services = services.stream()
                .map(service -> service.bindService().getServiceDescriptor().getName())
                .toList();
        this.checks = List.copyOf(checks);
        this.timing = timing;
        this.background = background;
        this.loop = background.repeat("health", Pace.every(timing.period()), Step.of(this::check));
        this.guard = Thread.ofPlatform().daemon().name("health guard").unstarted(this::expire);
    }

    /// Returns the health service.
    public BindableService service() {
        return statuses.getHealthService();
    }

    /// Sets the status of a further name, which affects no other name.
    public void report(String name, boolean serving) {
        reported.add(name);
        set(name, serving);
    }

    /// Checks once immediately, and then every two seconds.
    public void start() {
        check();
        loop.start();
        guard.start();
    }

    /// Reports permanently that this process is not serving any more.
    @PreDestroy
    public void end() {
        if (ended.compareAndSet(false, true)) {
            loop.stop();
            guard.interrupt();
            endStatuses();
        }
    }

    /// Whether this process has dependencies and none of them responds: then no running call can succeed.
    /// Takes at most one second.
    public boolean isCutOff() {
        return needed().findAny().isPresent() && (isSilent(known) || isSilent(ask(QUICK)));
    }

    private boolean isSilent(Map<String, Boolean> answers) {
        return needed().noneMatch(check -> answers.getOrDefault(check.name(), false));
    }

    private Stream<DependencyCheck> needed() {
        return checks.stream().filter(DependencyCheck::isNeeded);
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

    /// Reports every status before it logs, because the log may hang.
    private void check() {
        Map<String, Boolean> now = ask(timing.patience());
        Map<String, Boolean> before = known;
        now.forEach((name, serving) -> set(PREFIX + name, serving));
        services.forEach(service -> set(
                service, needed().filter(check -> check.isNeededBy(service)).allMatch(check -> now.get(check.name()))));
        background.loops().forEach(one -> report(LOOP + one.name().replace(' ', '-'), one.isOnTime(timing.loopLate())));
        set(READINESS, needed().allMatch(check -> now.get(check.name())));
        set(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, true);
        set(LIVENESS, true);
        known = now;
        checkedAt = System.nanoTime();
        now.forEach((name, serving) -> log(name, before.getOrDefault(name, true), serving));
    }

    private static void log(String name, boolean before, boolean serving) {
        if (before && !serving) {
            LOG.warn("{} does not respond", name);
        } else if (!before && serving) {
            LOG.info("{} responds again", name);
        }
    }

    /// Runs on a platform thread, which does not depend on the threads of calls and loops. An error must not end
    /// it: nobody else would report that the checks hang.
    private void expire() {
        while (!ended.get()) {
            try {
                long left =
                        timing.stale().minusNanos(System.nanoTime() - checkedAt).toMillis();
                if (left <= 0) {
                    expired();
                }
                Thread.sleep(left <= 0 ? timing.period().toMillis() : left);
            } catch (InterruptedException over) {
                return;
            } catch (Throwable fault) {
                LockSupport.parkNanos(timing.period().toNanos());
            }
        }
    }

    private void expired() {
        set(LIVENESS, false);
        refuseCalls();
    }

    private void refuseCalls() {
        checks.forEach(check -> set(PREFIX + check.name(), false));
        services.forEach(service -> set(service, false));
        set(READINESS, false);
        set(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, false);
        reported.forEach(name -> set(name, false));
    }

    /// Changes the statuses for the last time. The process still works, so it is still alive.
    private synchronized void endStatuses() {
        refuseCalls();
        over = true;
    }

    private synchronized void set(String service, boolean serving) {
        if (!over) {
            statuses.setStatus(service, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
        }
    }
}
