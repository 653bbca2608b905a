package dev.parley.platform.server;

import dev.parley.platform.wire.TolerantParsing;
import io.grpc.Server;
import io.grpc.inprocess.InProcessServerBuilder;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Provides the same services with the same interceptors to callers within this process. A call runs on its
/// caller's virtual thread, which would wait for it anyway.
@Singleton
@Requires(property = "parley.local.enabled", value = "true")
public final class LocalServer {

    /// The property with the name of the server, which is unique per application context.
    public static final String NAME = "parley.local.name";

    private final Server server;

    LocalServer(ServerAssembly assembly, @Property(name = NAME) String name) {
        server = assembly.into(InProcessServerBuilder.forName(name), TolerantParsing.UNBOUNDED)
                .directExecutor()
                .build();
    }

    /// Starts to serve.
    public void start() {
        try {
            server.start();
        } catch (IOException taken) {
            throw new UncheckedIOException("The in-process server cannot start", taken);
        }
    }

    /// Returns the server itself.
    Server server() {
        return server;
    }
}
