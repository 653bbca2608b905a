package dev.parley.platform.backlog;

import java.time.Duration;
import java.util.List;

/// The updates of one topic that their consumer does not have yet. A service provides one bean for each topic.
public interface Backlog {

    /// The greatest number of parked keys that [#depth] counts.
    int MOST_COUNTED = 1_000;

    /// How much waits.
    ///
    /// @param parked the number of parked keys, at most 1,000
    /// @param age how long the oldest update that is not parked has been waiting; zero if none waits
    record Depth(int parked, Duration age) {}

    /// Returns the name of the topic, which is unique among all services, such as `thread.fence`.
    String topic();

    /// Returns how much waits now. Its cost is bounded, however much that is.
    Depth depth();

    /// Returns the parked keys after a key, by key, at most `limit`. The empty key is before all others.
    List<ParkedKey> parked(String after, int limit);

    /// Tries a parked key again soon. Returns whether it was parked. A second call has no effect.
    boolean retry(String key);

    /// Whether a parked key makes the topic unhealthy. Otherwise parked keys are only counted and listed.
    default boolean isAlarming() {
        return true;
    }
}
