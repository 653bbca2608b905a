package dev.parley.platform.server;

import dev.parley.platform.background.FewAtOnce;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Chooses the threads of calls. Every call has its own virtual threads, on which it may block. A
/// bidirectional stream of Parley only starts on one, with the check of its caller. Its elements arrive on the
/// transport thread, so that a message on an open stream costs no hand-over. Handlers of such streams must
/// not block, and leave everything but small elements unparsed. Compressed elements arrive on virtual threads,
/// because they are decompressed where they arrive.
///
/// Streams of responses start a few at a time: after a restart ten thousand of them come at once, and all other work
/// of the process would wait until each has begun.
final class CallExecutors implements ServerCallExecutorSupplier {

    private static final String OURS = "parley.";
    private static final Metadata.Key<String> ENCODING =
            Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

    private final Executor starts = new FewAtOnce("stream-starts");

    /// Null means the server's executor.
    @Override
    public <Q, R> @Nullable Executor getExecutor(ServerCall<Q, R> call, Metadata metadata) {
        MethodDescriptor<Q, R> method = call.getMethodDescriptor();
        if (isOurs(method, MethodType.SERVER_STREAMING)) {
            return starts;
        }
        return isOurs(method, MethodType.BIDI_STREAMING) && isPlain(metadata) ? new BeginsApart() : null;
    }

    private static boolean isOurs(MethodDescriptor<?, ?> method, MethodType type) {
        return method.getType() == type && method.getFullMethodName().startsWith(OURS);
    }

    private static boolean isPlain(Metadata metadata) {
        String encoding = metadata.get(ENCODING);
        return encoding == null || encoding.equals("identity");
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
