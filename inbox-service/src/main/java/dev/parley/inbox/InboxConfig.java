package dev.parley.inbox;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// The settings of this service, under `parley.inbox`.
///
/// @param patience how long a read with consistency tokens waits; above 0 and at most 2 s, as the contract
///                        says
/// @param waitInterval how often the store is polled for all waiting reads, in addition to the hints of this
///                        process; 10 ms to 1 s
/// @param sweepInterval how often watched inboxes are compared with the store; 100 ms to 4 s
/// @param placeInterval how often the service looks for large threads whose rows are behind; 10 ms to 1 s
/// @param previewDeadline how long rows wait for their previews, if their own call leaves at least twice that
/// time;
///                        above 0 and at most 2 s
@ConfigurationProperties("parley.inbox")
public record InboxConfig(
        @Bindable(defaultValue = "2s") Duration patience,
        @Bindable(defaultValue = "100ms") Duration waitInterval,
        @Bindable(defaultValue = "1s") Duration sweepInterval,
        @Bindable(defaultValue = "100ms") Duration placeInterval,
        @Bindable(defaultValue = "1s") Duration previewDeadline) {

    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final Duration TEN_MILLIS = Duration.ofMillis(10);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /// Throws `IllegalArgumentException` for a setting that is out of bounds.
    public InboxConfig {
        check("patience", patience, Duration.ofNanos(1), BOUND);
        check("wait-interval", waitInterval, TEN_MILLIS, SECOND);
        check("sweep-interval", sweepInterval, Duration.ofMillis(100), Duration.ofSeconds(4));
        check("place-interval", placeInterval, TEN_MILLIS, SECOND);
        check("preview-deadline", previewDeadline, Duration.ofNanos(1), BOUND);
    }

    private static void check(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException("parley.inbox." + name + " must be from " + least + " to " + most);
        }
    }
}
