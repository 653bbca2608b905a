package dev.parley.standalone;

import java.nio.file.Path;
import java.util.Map;

/// How a standalone Parley runs.
///
/// @param dataDir   where its data, keys and logs are; made when there is nothing
/// @param host      the address to listen on: loopback, unless a container has to be reached from outside
/// @param port      the port, from 1 to 65535; 0 takes a free one
/// @param overrides settings of the services that win over all others, such as `parley.feed.max-age`
public record StandaloneSettings(Path dataDir, String host, int port, Map<String, Object> overrides) {

    /// The port, unless another is asked for.
    public static final int STANDARD_PORT = 50050;

    /// The address, unless another is asked for.
    public static final String LOOPBACK = "127.0.0.1";

    private static final int MAX_PORT = 65535;

    /// Checks the limits.
    public StandaloneSettings {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("The port must be between 0 and 65535, not " + port + ".");
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException("The host must not be empty.");
        }
        dataDir = dataDir.toAbsolutePath().normalize();
        overrides = Map.copyOf(overrides);
    }

    /// The standard settings on a data directory.
    public static StandaloneSettings in(Path dataDir) {
        return new StandaloneSettings(dataDir, LOOPBACK, STANDARD_PORT, Map.of());
    }

    /// The same on another address.
    public StandaloneSettings withHost(String other) {
        return new StandaloneSettings(dataDir, other, port, overrides);
    }

    /// The same on another port.
    public StandaloneSettings withPort(int other) {
        return new StandaloneSettings(dataDir, host, other, overrides);
    }

    /// The same with settings of the services.
    public StandaloneSettings withOverrides(Map<String, Object> others) {
        return new StandaloneSettings(dataDir, host, port, others);
    }
}
