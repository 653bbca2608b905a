package dev.parley.thread;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives wire tests the running service that they share. Each test creates its own users. The service ends
/// with the test run.
final class SharedThreads implements ParameterResolver {
    private record Running(ThreadWorld world) implements AutoCloseable {
        @Override
        public void close() {
            world.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ThreadWorld.class;
    }

    @Override
    public ThreadWorld resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.GLOBAL)
                .getOrComputeIfAbsent(Running.class, key -> new Running(new ThreadWorld()), Running.class)
                .world();
    }
}
