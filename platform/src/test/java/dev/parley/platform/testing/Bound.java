package dev.parley.platform.testing;

import io.micronaut.context.ApplicationContext;
import java.util.Map;

/// Reads a settings record as a process does.
public final class Bound {

    private Bound() {}

    /// Returns the record for exactly these settings.
    public static <T> T to(Class<T> config, Map<String, Object> settings) {
        try (ApplicationContext context = ApplicationContext.builder()
                .banner(false)
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .overrideConfigLocations("classpath:parley/nothing/")
                .properties(settings)
                .build()) {
            context.getEnvironment().start();
            context.start();
            return context.getBean(config);
        }
    }
}
