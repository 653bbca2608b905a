package dev.parley.platform.backlog;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// The settings of all backlogs, `parley.backlog.*`.
///
/// @param age how long an update may wait for its consumer before its topic is unhealthy. 1 s to 1 h.
@ConfigurationProperties("parley.backlog")
public record BacklogConfig(@Bindable(defaultValue = "1m") Duration age) {

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofHours(1);

    /// Throws `IllegalArgumentException` for an age that is out of bounds.
    public BacklogConfig {
        if (age.compareTo(LEAST) < 0 || age.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("parley.backlog.age must be from 1s to 1h, and is " + age);
        }
    }
}
