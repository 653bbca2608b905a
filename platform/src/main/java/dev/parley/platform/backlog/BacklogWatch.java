package dev.parley.platform.backlog;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.backlog.Backlog.Depth;
import dev.parley.platform.health.HealthWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measures every backlog of the process, every five seconds: as gauges, and as the health names
/// `backlog.TOPIC`. Warns when the first key of a topic is parked. Begins when the process begins to serve.
@Singleton
@Bean(preDestroy = "close")
public final class BacklogWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BacklogWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final String PREFIX = "backlog.";

    private final List<Backlog> backlogs;
    private final HealthWatch health;
    private final Duration patience;
    private final Map<Backlog, Measured> measured = new HashMap<>();
    private final Repeating loop;

    private static final class Measured {
        volatile Depth depth = new Depth(0, Duration.ZERO);
    }

    /// Watches the backlogs of the services of this process.
    public BacklogWatch(
            List<Backlog> backlogs,
            HealthWatch health,
            BacklogConfig config,
            Background background,
            MeterRegistry registry) {
        this.backlogs = List.copyOf(backlogs);
        this.health = health;
        this.patience = config.age();
        this.backlogs.forEach(backlog -> measured.put(backlog, meter(backlog, registry)));
        this.loop =
                background.repeat("backlog", Pace.every(PERIOD), this::measure).start();
    }

    private static Measured meter(Backlog backlog, MeterRegistry registry) {
        var state = new Measured();
        Gauge.builder("parley.backlog.parked.keys", state, one -> one.depth.parked())
                .description("Keys that their consumer refused and that wait for an operator")
                .tag("topic", backlog.topic())
                .strongReference(true)
                .register(registry);
        TimeGauge.builder(
                        "parley.backlog.age",
                        state,
                        TimeUnit.MILLISECONDS,
                        one -> one.depth.age().toMillis())
                .description("How long the oldest update has been waiting for its consumer")
                .tag("topic", backlog.topic())
                .strongReference(true)
                .register(registry);
        return state;
    }

    /// Measures all backlogs. One that cannot be measured does not keep the others from it.
    boolean measure() {
        RuntimeException first = null;
        for (Backlog backlog : backlogs) {
            try {
                measure(backlog);
            } catch (RuntimeException failure) {
                first = first == null ? failure : first;
            }
        }
        if (first != null) {
            throw first;
        }
        return false;
    }

    private void measure(Backlog backlog) {
        Measured state = measured.get(backlog);
        Depth before = state.depth;
        Depth now = backlog.depth();
        state.depth = now;
        boolean parked = backlog.isAlarming() && now.parked() > 0;
        health.report(PREFIX + backlog.topic(), !parked && now.age().compareTo(patience) <= 0);
        if (before.parked() == 0 && now.parked() > 0) {
            LOG.warn("{} keys of {} are parked: ListParkedKeys says why", now.parked(), backlog.topic());
        }
    }

    /// Stops measuring.
    @Override
    public void close() {
        loop.close();
    }
}
