package dev.parley.platform.server;

import jakarta.inject.Singleton;
import java.util.Map;

/// The limits of the server itself.
@Singleton
record ServerLimits(ServerConfig config) implements ServerFacts {

    @Override
    public Map<String, Long> limits() {
        return Map.of(
                "server.request.bytes", (long) config.maxMessageBytes(),
                "server.connection.calls", (long) config.maxCalls());
    }
}
