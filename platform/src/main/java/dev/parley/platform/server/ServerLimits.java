package dev.parley.platform.server;

import dev.parley.platform.limit.LimitConfig;
import jakarta.inject.Singleton;
import java.util.Map;

/// The limits of the server itself.
@Singleton
record ServerLimits(ServerConfig config, LimitConfig bounds) implements ServerFacts {

    @Override
    public Map<String, Long> limits() {
        return Map.of(
                "server.request.bytes", (long) config.maxMessageBytes(),
                "server.connection.calls", (long) config.maxCalls(),
                "server.user.calls", (long) bounds.userCalls(),
                "server.user.streams", (long) bounds.userStreams());
    }
}
