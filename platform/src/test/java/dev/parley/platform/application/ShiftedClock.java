package dev.parley.platform.application;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/// Sets the clock of a service under test wrong, by the duration of [#AHEAD].
@Factory
@Requires(property = ShiftedClock.AHEAD)
public final class ShiftedClock {

    /// How far the clock of the machine is ahead. Tokens of tests live for an hour.
    public static final String AHEAD = "parley.test.clock-ahead";

    @Singleton
    @Primary
    @Replaces(bean = Clock.class, factory = ClockFactory.class)
    Clock clock(@Value("${" + AHEAD + "}") Duration ahead) {
        return Clock.offset(Clock.systemUTC(), ahead);
    }
}
