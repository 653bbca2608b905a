package dev.parley.platform.application;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Singleton;
import java.time.Clock;

/// Provides the clock of this machine: for tokens, and for whatever is not stored. Times that are stored are
/// those of a [dev.parley.platform.clock.StoreClock].
@Factory
final class ClockFactory {

    @Singleton
    @Primary
    Clock clock() {
        return Clock.systemUTC();
    }
}
