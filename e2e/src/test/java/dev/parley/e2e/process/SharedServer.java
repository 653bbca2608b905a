package dev.parley.e2e.process;

import dev.parley.clientkit.process.ScratchFolder;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests that stop nothing a shared [ParleyServer]. It ends with the test run. Its heap is small and
/// fully allocated from the start, so any growth of its process is outside the heap.
public final class SharedServer implements ParameterResolver {

    private static final String[] HEAP = {"-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"};

    private record Running(ScratchFolder folder, ParleyServer server) implements AutoCloseable {

        static Running start() {
            var folder = ScratchFolder.create();
            try {
                return new Running(folder, ParleyServer.start(folder.path(), HEAP));
            } catch (RuntimeException failure) {
                folder.close();
                throw failure;
            }
        }

        @Override
        public void close() {
            server.close();
            folder.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ParleyServer.class;
    }

    @Override
    public ParleyServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.GLOBAL)
                .getOrComputeIfAbsent(Running.class, key -> Running.start(), Running.class)
                .server();
    }
}
