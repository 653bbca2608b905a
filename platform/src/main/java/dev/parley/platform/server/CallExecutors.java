package dev.parley.platform.server;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Chooses the threads of calls. Every call has its own virtual threads, on which it may block. A
/// bidirectional stream only starts on one, with the check of its caller. Its elements arrive on the
/// transport thread, so that a message on an open stream costs no hand-over. Handlers of such streams must
/// not block.
final class CallExecutors implements ServerCallExecutorSupplier {

    /// Null means the server's executor.
    @Override
    public <Q, R> @Nullable Executor getExecutor(ServerCall<Q, R> call, Metadata metadata) {
        return call.getMethodDescriptor().getType() == MethodType.BIDI_STREAMING ? new BeginsApart() : null;
    }

    private static final class BeginsApart implements Executor {

        private final AtomicBoolean begun = new AtomicBoolean();

        @Override
        public void execute(Runnable task) {
            if (begun.compareAndSet(false, true)) {
                Thread.startVirtualThread(task);
            } else {
                task.run();
            }
        }
    }
}
