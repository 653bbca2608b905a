package dev.parley.thread;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// Settings of the history of threads, under `parley.thread.history`.
///
/// @param life how long an event is kept while its thread exists: 30 to 36,500 days
@ConfigurationProperties("parley.thread.history")
public record HistoryConfig(
        @Bindable(defaultValue = "2555d") Duration life) {
    private static final Duration SHORTEST = Duration.ofDays(30);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /// Rejects a value that is out of bounds.
    public HistoryConfig {
        if (life.compareTo(SHORTEST) < 0 || life.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "parley.thread.history.life must be from 30d to 36500d, and is " + life.toDays() + "d");
        }
    }
}
