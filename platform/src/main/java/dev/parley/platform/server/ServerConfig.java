package dev.parley.platform.server;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// Settings of the gRPC server of this process. Host and port are `parley.host` and `parley.port`.
///
/// @param maxMessageBytes the maximum size of a request
/// @param maxCalls the maximum number of calls on one connection, including open feeds
/// @param reflection whether server reflection, which tools such as grpcurl use, is on
/// @param drain how long the server still takes calls after health has changed to not serving at shutdown, so
/// that balancers notice
/// @param grace how long running calls may continue after shutdown has begun
@ConfigurationProperties("parley.server")
public record ServerConfig(
        @Bindable(defaultValue = "1048576") int maxMessageBytes,
        @Bindable(defaultValue = "20000") int maxCalls,
        @Bindable(defaultValue = "true") boolean reflection,
        @Bindable(defaultValue = "2s") Duration drain,
        @Bindable(defaultValue = "10s") Duration grace) {

    /// Checks the limits.
    public ServerConfig {
        if (maxMessageBytes < 1024 || maxCalls < 1 || drain.isNegative() || grace.isNegative()) {
            throw new IllegalArgumentException(
                    "parley.server needs max-message-bytes of at least 1024, max-calls of at least 1, and a drain and a"
                            + " grace that are not negative.");
        }
    }
}
