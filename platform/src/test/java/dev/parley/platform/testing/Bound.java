package dev.parley.platform.testing;

import io.micronaut.context.ApplicationContext;
import java.util.Map;

/// Reads a record of settings as a process does.
public final class Bound {

    private Bound() {}

    /// The record that these settings, and nothing else, make.
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
