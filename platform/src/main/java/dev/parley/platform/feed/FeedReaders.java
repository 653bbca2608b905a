package dev.parley.platform.feed;

import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.Locale;
import java.util.Optional;

/// How many feeds read at the same time, next to what the pools of this process have for reads.
final class FeedReaders {

    private static final String PROPERTY = "parley.feed.readers";
    private static final int STANDARD = 3;

    private FeedReaders() {}

    /// Returns the setting, or by default three, or less if half of a pool is less. Throws if the setting is
    /// more than half of a pool: feeds that begin would then take all connections of reads.
    static int atOnce(Environment settings) {
        Optional<Integer> set = settings.getProperty(PROPERTY, Integer.class);
        int atOnce = set.orElse(STANDARD);
        for (String service : settings.getPropertyEntries("datasources")) {
            int pool = settings.getRequiredProperty("datasources." + service + ".maximum-pool-size", Integer.class);
            int half = Math.max(1, pool / 2);
            if (set.isPresent() && set.get() > half) {
                throw new ConfigurationException(
                        "PARLEY_FEED_READERS must be at most %d, which is half of the pool of".formatted(half)
                                + " %s (PARLEY_%s_DATABASE_POOL_SIZE is %d), not %d."
                                        .formatted(service, service.toUpperCase(Locale.ROOT), pool, set.get()));
            }
            atOnce = Math.min(atOnce, half);
        }
        return atOnce;
    }
}
