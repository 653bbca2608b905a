package dev.parley.platform.server;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How the gRPC server of this process behaves. Host and port are `parley.host` and `parley.port`.
///
/// @param maxMessageBytes the largest request that is accepted
/// @param maxCalls        the most calls, open feeds included, on one connection
/// @param reflection      whether grpcurl and its like may ask what there is
/// @param grace           how long calls may go on after the server has begun to shut down
@ConfigurationProperties("parley.server")
public record ServerConfig(
        @Bindable(defaultValue = "1048576") int maxMessageBytes,
        @Bindable(defaultValue = "20000") int maxCalls,
        @Bindable(defaultValue = "true") boolean reflection,
        @Bindable(defaultValue = "10s") Duration grace) {

    /// Checks the limits.
    public ServerConfig {
        if (maxMessageBytes < 1024 || maxCalls < 1 || grace.isNegative()) {
            throw new IllegalArgumentException(
                    "parley.server needs max-message-bytes of at least 1024, max-calls of at least 1, and a grace.");
        }
    }
}
