package dev.parley.thread;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives wire tests the one running service that they share. Each test makes users of its own. The service ends
/// with the run of the tests.
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
