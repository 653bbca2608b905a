package dev.parley.safety;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// The settings of this service, under `parley.safety`.
///
/// @param pairCacheEntries how many pairs of users without a block are cached for screening at most, 1 to
///                         10,000,000. (Each takes about 250 bytes; at 25,000 different pairs a second, the age
///                         lets them grow to 125,000.)
/// @param pairCacheAge how long a pair is cached, above 0 and at most one minute. For that long, screening
/// may miss
///                         a block that another replica made; the fence of the thread does not.
/// @param blockChanges how often a user may start and end blocks in an hour, 1 to 100,000
@ConfigurationProperties("parley.safety")
public record SafetyConfig(
        @Bindable(defaultValue = "1000000") int pairCacheEntries,
        @Bindable(defaultValue = "5s") Duration pairCacheAge,
        @Bindable(defaultValue = "300") int blockChanges) {

    private static final int MAX_ENTRIES = 10_000_000;
    private static final int MAX_CHANGES = 100_000;
    private static final Duration MAX_AGE = Duration.ofMinutes(1);

    /// Throws `IllegalArgumentException` for a setting that is out of bounds.
    public SafetyConfig {
        if (pairCacheEntries < 1 || pairCacheEntries > MAX_ENTRIES) {
            throw new IllegalArgumentException("parley.safety.pair-cache-entries must be between 1 and " + MAX_ENTRIES);
        }
        if (!pairCacheAge.isPositive() || pairCacheAge.compareTo(MAX_AGE) > 0) {
            throw new IllegalArgumentException("parley.safety.pair-cache-age must be above 0 and at most 1m");
        }
        if (blockChanges < 1 || blockChanges > MAX_CHANGES) {
            throw new IllegalArgumentException("parley.safety.block-changes must be between 1 and " + MAX_CHANGES);
        }
    }
}
