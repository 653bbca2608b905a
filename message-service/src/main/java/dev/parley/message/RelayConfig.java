package dev.parley.message;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// Settings of the relay to the inbox, under `parley.message.relay`.
///
/// @param pace the pause after a batch, in which moves accumulate: from 1 ms to 1 s
/// @param sweep the maximum time between two passes over the log, 10 ms to 1 min
/// @param batch threads per report, 1 to 512
@ConfigurationProperties("parley.message.relay")
public record RelayConfig(
        @Bindable(defaultValue = "80ms") Duration pace,
        @Bindable(defaultValue = "1s") Duration sweep,
        @Bindable(defaultValue = "256") int batch) {

    /// Throws `IllegalArgumentException` for settings that are out of bounds.
    public RelayConfig {
        if (pace.toMillis() < 1 || pace.toMillis() > 1000) {
            throw new IllegalArgumentException("parley.message.relay.pace must be from 1 ms to 1 s");
        }
        if (sweep.toMillis() < 10 || sweep.toMillis() > 60_000) {
            throw new IllegalArgumentException("parley.message.relay.sweep must be from 10 ms to 1 min");
        }
        if (batch < 1 || batch > 512) {
            throw new IllegalArgumentException("parley.message.relay.batch must be from 1 to 512");
        }
    }
}
