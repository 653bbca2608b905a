package dev.parley.platform.application;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Repeating;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/// Provides the loops of this process. They stop before the resources that they use are closed.
@Factory
final class BackgroundFactory {

    @Singleton
    @Bean(preDestroy = "close")
    Background background(MeterRegistry registry) {
        return new Background(loop -> meter(loop, registry));
    }

    /// An age that exceeds a loop's interval is an alarm: the loop hangs or fails.
    private static void meter(Repeating loop, MeterRegistry registry) {
        TimeGauge.builder(
                        "parley.background.age",
                        loop,
                        TimeUnit.MILLISECONDS,
                        watched -> watched.age().toMillis())
                .description("The time since the last successful round of a loop")
                .tag("loop", loop.name())
                .register(registry);
    }
}
