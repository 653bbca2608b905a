package dev.parley.message.grpc;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/// Starts the message service once for all wire tests of a JVM, and stops it after the last of them.
public final class RunningService implements BeforeAllCallback {

    private static @Nullable Wire running;

    /// Returns the running service. The first caller starts it.
    public static synchronized Wire wire() {
        if (running == null) {
            running = new Wire(Map.of("parley.feed.heartbeat", "200ms"));
        }
        return running;
    }

    private static synchronized void stop() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(Namespace.create(RunningService.class)).getOrComputeIfAbsent("stop", key ->
                (AutoCloseable) RunningService::stop);
    }
}
