package dev.parley.standalone;

import java.nio.file.Path;
import java.util.Map;

/// How a standalone Parley runs.
///
/// @param dataDir   where its data, keys and logs are; made when there is nothing
/// @param port      the port on 127.0.0.1, from 1 to 65535; 0 takes a free one
/// @param messages  where messages are stored
/// @param overrides settings of the services that win over all others, such as `parley.feed.max-age`
public record StandaloneSettings(Path dataDir, int port, MessageEngine messages, Map<String, Object> overrides) {

    /// The port, unless another is asked for.
    public static final int STANDARD_PORT = 50050;

    private static final int MAX_PORT = 65535;

    /// Checks the limits.
    public StandaloneSettings {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("The port must lie between 0 and 65535, not " + port + ".");
        }
        if (!messages.isAvailable()) {
            throw new IllegalArgumentException("Only postgres is available for --messages so far.");
        }
        dataDir = dataDir.toAbsolutePath().normalize();
        overrides = Map.copyOf(overrides);
    }

    /// The standard settings on a data directory.
    public static StandaloneSettings in(Path dataDir) {
        return new StandaloneSettings(dataDir, STANDARD_PORT, MessageEngine.POSTGRES, Map.of());
    }

    /// The same on another port.
    public StandaloneSettings withPort(int other) {
        return new StandaloneSettings(dataDir, other, messages, overrides);
    }

    /// The same with messages stored elsewhere.
    public StandaloneSettings withMessages(MessageEngine other) {
        return new StandaloneSettings(dataDir, port, other, overrides);
    }

    /// The same with settings of the services.
    public StandaloneSettings withOverrides(Map<String, Object> others) {
        return new StandaloneSettings(dataDir, port, messages, others);
    }
}
