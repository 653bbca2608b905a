package dev.parley.platform.application;

import dev.parley.platform.background.Background;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/// Provides the loops of this process, which end before what they work on.
@Factory
final class BackgroundFactory {

    @Singleton
    @Bean(preDestroy = "close")
    Background background() {
        return new Background();
    }
}
