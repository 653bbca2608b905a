package dev.parley.platform.clock;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.problem.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Parameter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Provides one clock for each database. It is asked at the start, and then in the background.
@Factory
final class StoreClocks {

    private static final Logger LOG = LoggerFactory.getLogger(StoreClocks.class);
    private static final Duration ASK = Duration.ofSeconds(5);

    @EachBean(Database.class)
    StoreClock storeClock(
            @Parameter String service,
            Database database,
            Clock machine,
            Background background,
            MeterRegistry registry) {
        var clock = new StoreClock(database, machine);
        try {
            clock.ask();
        } catch (ProblemException unavailable) {
            LOG.warn("The database of {} does not tell its time yet: {}", service, unavailable.toString());
        }
        TimeGauge.builder(
                        "parley.clock.lead",
                        clock,
                        TimeUnit.MILLISECONDS,
                        one -> one.lead().toMillis())
                .description("How far the clock of this machine is ahead of that of the database")
                .tag("database", service)
                .register(registry);
        background
                .repeat("clock of " + service, Pace.every(ASK), () -> {
                    clock.ask();
                    return false;
                })
                .start();
        return clock;
    }
}
